// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// The record of a ticket in an expectation. Unless something else is said, the ticket is open and the user's own.
struct TicketRecordDraft {
    enum Key: String, KnownWord {
        case open, states, people, start, end

        static let words = KnownWords(Self.self)
    }

    var isOpen = true
    var states: [String] = []
    var people: [String]?
    var window: Ticket.Window?

    func ticket(_ number: String, of user: PolicyPrincipal) -> Ticket {
        Ticket(number: number, isOpen: isOpen, states: states, people: people ?? user.names, window: window)
    }
}

extension JSONReader {
    mutating func ticketRecord() throws(JSONProblem) -> TicketRecordDraft {
        var draft = TicketRecordDraft()
        var start: Timestamp?
        var end: Timestamp?
        let begin = offsetOfNext()
        try beginObject()
        while let key = try nextMember(TicketRecordDraft.Key.self, of: "a ticket's record") {
            switch key {
            case .open: draft.isOpen = try bool()
            case .states: draft.states = try list { reader throws(JSONProblem) in try reader.string() }
            case .people: draft.people = try list { reader throws(JSONProblem) in try reader.string() }
            case .start: start = try parsed("a time such as \"2026-01-14T10:00:00Z\"") { Moments.parse($0) }
            case .end: end = try parsed("a time such as \"2026-01-14T18:00:00Z\"") { Moments.parse($0) }
            }
        }
        if start == nil, end == nil { return draft }
        guard let start, let end, let window = Ticket.Window(start: start, end: end) else {
            throw problem("must have both start and end, the end after the start", at: begin)
        }
        draft.window = window
        return draft
    }
}
