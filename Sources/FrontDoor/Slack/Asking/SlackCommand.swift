// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What somebody typed after `/jit`.
enum SlackCommand: Sendable, Equatable {
    /// Nothing: they want the form.
    case form
    case request(RequestText)
    /// One request, or all of theirs.
    case status(RequestID?)
    /// What awaits their decision, after a place of an earlier list.
    case approvals(after: String?)
    case cancel(RequestID)
    case end(RequestID, reason: String?)
    /// With what was wrong, if something was.
    case help(problem: String?)

    /// A request in words. Whether they make sense is for Grant to say, which says it precisely.
    struct RequestText: Sendable, Equatable {
        let account: String
        let permissionSet: String
        let duration: String
        let justification: String
        let ticket: String?
    }

    init(_ text: String) {
        var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard !words.isEmpty else {
            self = .form
            return
        }
        let verb = words.removeFirst().lowercased()
        switch verb {
        case "request": self = Self.request(words)
        case "status", "list":
            guard let first = words.first else {
                self = .status(nil)
                return
            }
            self = RequestID(first).map { .status($0) } ?? .help(problem: "\(first) is not the id of a request.")
        case "approvals": self = .approvals(after: words.first)
        case "cancel": self = Self.withID(words, verb) { .cancel($0) }
        case "end":
            let reason = words.dropFirst().joined(separator: " ")
            self = Self.withID(words, verb) { .end($0, reason: reason.isEmpty ? nil : reason) }
        case "help": self = .help(problem: nil)
        default: self = .help(problem: "There is no command \(verb.prefix(40)).")
        }
    }

    private static func withID(_ words: [String], _ verb: String, _ make: (RequestID) -> SlackCommand) -> SlackCommand {
        guard let first = words.first, let id = RequestID(first) else {
            return .help(problem: "Which request? Say \(verb) and its id, which status shows.")
        }
        return make(id)
    }

    private static func request(_ words: [String]) -> SlackCommand {
        var rest = words[...]
        guard let account = rest.popFirst(), let permissionSet = rest.popFirst(), let duration = rest.popFirst() else {
            return .help(problem: "A request needs an account, a permission set and a duration.")
        }
        // Telephones begin a word with a capital letter by themselves.
        let prefix = "ticket="
        func isTicket(_ word: String) -> Bool { word.lowercased().hasPrefix(prefix) }
        let tickets = rest.filter(isTicket).map { String($0.dropFirst(prefix.count)) }
        guard tickets.count < 2, tickets.first != "" else {
            return .help(problem: "Say ticket= once, with the ticket behind it and no blank between.")
        }
        return .request(
            RequestText(
                account: account,
                permissionSet: permissionSet,
                duration: duration,
                justification: rest.filter { !isTicket($0) }.joined(separator: " "),
                ticket: tickets.first
            )
        )
    }
}
