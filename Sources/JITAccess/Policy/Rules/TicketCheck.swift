// SPDX-License-Identifier: Apache-2.0

/// What a rule wants of the record that the ticket system keeps. That it is there and open is wanted by every check.
struct TicketCheck: Sendable, Equatable {
    /// One of which the ticket must be in; empty for any in which it is open.
    var states: [String] = []

    /// Whether the requester must have to do with the ticket.
    var isForParticipants = false

    /// Whether the access must lie within the ticket's change window.
    var isForWindow = false

    /// In what the record is not as it is wanted.
    func misses(_ ticket: Ticket?, _ facts: PolicyFacts) -> PolicyMisses {
        guard let ticket else { return .ticketRecord }
        var misses: PolicyMisses = ticket.isOpen && isState(ticket) ? [] : .ticketRecord
        if isForParticipants {
            let people = ticket.people.map(MatchText.init)
            if !facts.names.contains(where: people.contains) { misses.insert(.ticketPerson) }
        }
        if isForWindow, !isWithin(ticket.window, facts.question) { misses.insert(.ticketWindow) }
        return misses
    }

    private func isState(_ ticket: Ticket) -> Bool {
        if states.isEmpty { return true }
        let found = ticket.states.map(MatchText.init)
        return states.contains { found.contains(MatchText($0)) }
    }

    private func isWithin(_ window: Ticket.Window?, _ question: PolicyQuestion) -> Bool {
        guard let window, question.start >= window.start, question.start < window.end else { return false }
        switch question.stage {
        case .asking: return question.start + question.duration.duration <= window.end
        // Deciding took its time: the lease ends with the window then.
        case .beginning: return true
        }
    }

    /// Whether whatever fulfils `other` fulfils this as well.
    func isNoStricter(than other: TicketCheck?) -> Bool {
        guard let other else { return false }
        return (states.isEmpty || (!other.states.isEmpty && other.states.allSatisfy(states.contains)))
            && (!isForParticipants || other.isForParticipants) && (!isForWindow || other.isForWindow)
    }
}

extension TicketCheck {
    /// What it wants, each going on from "the rule ...".
    func wishes(_ misses: PolicyMisses, _ question: PolicyQuestion) -> [String] {
        let number = question.ticket ?? ""
        let ticket = question.ticketRecord
        var wishes: [String] = []
        if misses.contains(.ticketRecord) {
            let wanted = states.isEmpty ? "an open ticket" : "a ticket in the state \(Readable.list(states))"
            wishes.append("wants \(wanted) (\(found(ticket, number)))")
        }
        if misses.contains(.ticketPerson) {
            wishes.append("wants a ticket that the requester is assigned to, has opened or asked for (not \(number))")
        }
        if misses.contains(.ticketWindow) {
            let found = ticket?.window.map { "\($0.start.iso8601) to \($0.end.iso8601)" }
            wishes.append(
                "wants all of the access within the change window of the ticket "
                    + "(\(number) has \(found ?? "none"))"
            )
        }
        return wishes
    }

    /// How the ticket is: closed, which no state makes up for, or in which state.
    private func found(_ ticket: Ticket?, _ number: String) -> String {
        guard let ticket else { return "the ticket system has no \(number)" }
        guard let state = ticket.states.first else {
            return ticket.isOpen ? "\(number) is open, in no state that is known" : "\(number) is closed"
        }
        return ticket.isOpen ? "\(number) is \(state)" : "\(number) is closed, as \(state)"
    }
}
