// SPDX-License-Identifier: Apache-2.0

/// A line of what is shown of a request: what it is, and whose words it has.
public struct RenderedLine: Sendable, Equatable {
    /// What a line is about.
    public enum Label: String, Sendable, CaseIterable {
        case user
        case account
        case permissionSet = "permission set"
        case managedPolicy = "managed policy"
        case sessionLength = "session length"
        case inlinePolicy = "inline policy"
        /// Of ours: what deserves it, and why.
        case secondLook = "second look"
        case duration
        case start = "starts"
        case extends
        case requestedBy = "requested by"
        case requester = "said to be asked by"
        case approver = "said to be approved by"
        case source = "said to come from"
        case justification
        case ticket
    }

    public let label: Label

    /// On one line, or, of an inline policy, on several.
    public let texts: [StrangersText]

    init(_ label: Label, _ text: String) {
        self.label = label
        texts = [StrangersText(text)]
    }

    init(_ label: Label, lines: [String]) {
        self.label = label
        texts = lines.map { StrangersText($0) }
    }

    /// Whether it takes lines of its own.
    public var isBlock: Bool { texts.count > 1 }

    /// For where there is nothing but text: `label: text`, the further lines below it.
    public var text: String {
        isBlock
            ? ([label.rawValue + ":"] + texts.map(\.line)).joined(separator: "\n")
            : "\(label.rawValue): \(texts.first?.line ?? "")"
    }
}

extension RequestFacts {
    /// Everything that is known, a line each; what is not asked for has none.
    public var lines: [RenderedLine] {
        var lines: [RenderedLine] = []
        func add(_ label: RenderedLine.Label, _ text: String?) {
            if let text { lines.append(RenderedLine(label, text)) }
        }
        add(.user, userEmail)
        add(.account, accountID)
        add(.permissionSet, permissionSet)
        lines += RenderedDefinition.lines(customPermissionSet)
        add(.duration, durationSeconds.map { LeaseDuration(seconds: $0)?.description ?? "\($0) seconds" })
        add(.start, startAt.map(Self.text))
        add(.extends, extends)
        add(.requestedBy, requestedBy.map { name in name + (requestedByProof.map { " (\($0))" } ?? "") })
        add(.requester, requester)
        add(.approver, approver)
        add(.source, source)
        add(.justification, justification)
        add(.ticket, ticket)
        return lines
    }

    /// `2026-11-21 09:30:00 UTC`, with milliseconds where there are some.
    private static func text(_ moment: Timestamp) -> String {
        let text = moment.iso8601
        let isWhole = moment.milliseconds % 1000 == 0
        let end = isWhole ? text.prefix(19) : text.dropLast()
        return "\(text.prefix(10)) \(end.dropFirst(11)) UTC"
    }
}

/// What a custom permission set gives, as lines.
public enum RenderedDefinition {
    /// Of a definition as answers and events write it; a part that is none of its parts is shown as it is.
    static func lines(_ definition: JSONValue?) -> [RenderedLine] {
        guard let definition else { return [] }
        guard case .object(let members) = definition else {
            return [RenderedLine(.inlinePolicy, lines: definition.readableLines)]
        }
        var lines: [RenderedLine] = []
        if case .array(let policies)? = members["managed_policies"] {
            lines += policies.map { policy in
                if case .string(let name) = policy {
                    RenderedLine(.managedPolicy, name)
                } else {
                    RenderedLine(.managedPolicy, policy.canonicalText)
                }
            }
        }
        if case .string(let length)? = members["session_duration"] {
            lines.append(RenderedLine(.sessionLength, length))
        }
        if let policy = members["inline_policy"] {
            lines.append(RenderedLine(.inlinePolicy, lines: policy.readableLines))
        }
        lines += SecondLook.marks(of: definition).map { RenderedLine(.secondLook, $0.text) }
        return lines
    }

    /// Of a definition that is valid.
    public static func lines(_ set: CustomPermissionSet) -> [RenderedLine] { lines(set.json) }
}

extension JSONValue {
    /// JSON as people read it: a member a line, short lists on one.
    var readableLines: [String] { readable(indent: "", before: "", after: "") }

    private func readable(indent: String, before: String, after: String) -> [String] {
        let whole = indent + before + canonicalText + after
        switch self {
        case .array(let values) where !values.isEmpty && whole.utf8.count > 80:
            let inner = values.enumerated().flatMap { index, value in
                value.readable(indent: indent + "  ", before: "", after: index + 1 < values.count ? "," : "")
            }
            return [indent + before + "["] + inner + [indent + "]" + after]
        case .object(let members) where !members.isEmpty && whole.utf8.count > 40:
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            let inner = sorted.enumerated().flatMap { index, member in
                let name = JSONValue.string(member.key).canonicalText + ": "
                return member.value.readable(
                    indent: indent + "  ",
                    before: name,
                    after: index + 1 < sorted.count ? "," : ""
                )
            }
            return [indent + before + "{"] + inner + [indent + "}" + after]
        default: return [whole]
        }
    }
}
