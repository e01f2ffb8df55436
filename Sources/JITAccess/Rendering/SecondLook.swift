// SPDX-License-Identifier: Apache-2.0

/// What of a custom permission set deserves a second look before somebody approves it.
///
/// It is a list of our own, of what lets whoever has it get more than they were given, hide what they did, or do what cannot
/// be undone. What is not on it is not harmless.
public enum SecondLook {
    /// One reason, with what gives it.
    public struct Mark: Sendable, Equatable {
        public let reason: Reason

        /// The policies or actions, as they are written.
        public let causes: [String]

        /// One line: `iam:*: can change what somebody may do`.
        public var text: String {
            let shown =
                causes.prefix(5).joined(separator: ", ") + (causes.count > 5 ? " and \(causes.count - 5) more" : "")
            return "\(shown): \(reason.rawValue)"
        }
    }

    /// Why.
    public enum Reason: String, Sendable, CaseIterable {
        case administrator = "gives nearly everything"
        case allButNamed = "gives everything that it does not name"
        case wildcardWrites = "a wildcard that can write"
        case permissions = "can change what somebody may do"
        case trust = "can change who may come in"
        case passRole = "can give a role to a service, and act through it"
        case boundary = "can lift a permissions boundary"
        case roleChaining = "can become another role, which may outlast this access"
        case credentials = "can make credentials that outlast this access"
        case keys = "can give away or destroy encryption keys"
        case logs = "can stop or alter logs and detectors"
        case exposure = "can make data public or share it with others"
        case organization = "can change the organization, its accounts or Identity Center"
        case code = "can replace code or images that run with other rights"
        case session = "can run commands on machines that have roles of their own"
    }

    /// The marks of a definition as events write it, in the order of ``Reason``.
    public static func marks(of definition: JSONValue) -> [Mark] {
        guard case .object(let members) = definition else { return [] }
        var causes: [Reason: [String]] = [:]
        func add(_ reason: Reason, _ cause: String) {
            if causes[reason]?.contains(cause) != true { causes[reason, default: []].append(cause) }
        }
        for policy in texts(members["managed_policies"]) {
            let name = policy.split(separator: "/").last.map(String.init) ?? policy
            for (reason, names) in MarkedActions.managedPolicies where names.contains(name.lowercased()) {
                add(reason, policy)
            }
        }
        for statement in statements(members["inline_policy"]) {
            for (reason, cause) in marks(statement) { add(reason, cause) }
        }
        return Reason.allCases.compactMap { reason in causes[reason].map { Mark(reason: reason, causes: $0) } }
    }

    /// The marks of a set that is valid.
    public static func marks(of set: CustomPermissionSet) -> [Mark] { marks(of: set.json) }

    private static func marks(_ statement: [String: JSONValue]) -> [(Reason, String)] {
        guard statement["Effect"] == "Allow" else { return [] }
        var marks: [(Reason, String)] = []
        for name in ["NotAction", "NotResource"] where statement[name] != nil { marks.append((.allButNamed, name)) }
        for written in texts(statement["Action"]) {
            let pattern = ActionPattern(written)
            if pattern.isWildcardThatWrites { marks.append((.wildcardWrites, written)) }
            for (reason, actions) in MarkedActions.actions where actions.contains(where: pattern.matches) {
                marks.append((reason, written))
            }
        }
        return marks
    }

    private static func statements(_ policy: JSONValue?) -> [[String: JSONValue]] {
        guard case .object(let members)? = policy else { return [] }
        switch members["Statement"] {
        case .object(let statement)?: return [statement]
        case .array(let statements)?:
            return statements.compactMap { if case .object(let members) = $0 { members } else { nil } }
        default: return []
        }
    }

    private static func texts(_ value: JSONValue?) -> [String] {
        switch value {
        case .string(let text)?: [text]
        case .array(let values)?: values.compactMap { if case .string(let text) = $0 { text } else { nil } }
        default: []
        }
    }
}

/// An action of a policy, which may have `*` and `?` in it; IAM takes no notice of case.
struct ActionPattern {
    /// What actions that only look begin with.
    private static let reading = [
        "get", "list", "describe", "lookup", "search", "view", "head", "batchget", "query", "scan",
    ]

    private let pattern: [UInt8]

    init(_ text: String) {
        pattern = Array(text.lowercased().utf8)
    }

    /// Whether there is a wildcard in the action's name that is not behind a word of reading.
    var isWildcardThatWrites: Bool {
        let name = pattern.firstIndex(of: UInt8(ascii: ":")).map { pattern[($0 + 1)...] } ?? pattern[...]
        guard name.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) else { return false }
        return !Self.reading.contains { name.starts(with: $0.utf8) }
    }

    /// Whether it allows an action, `iam:PassRole`.
    func matches(_ action: String) -> Bool {
        Pattern.match(pattern[...], Array(action.lowercased().utf8)[...], any: UInt8(ascii: "*")) { wanted, found in
            wanted == UInt8(ascii: "?") || wanted == found
        }
    }
}
