// SPDX-License-Identifier: Apache-2.0

extension Policy {
    /// Whether a rule wants the ticket system to be asked; a policy without such a rule needs no ticket system.
    public var checksTickets: Bool {
        rules.contains { $0.terms?.ticketCheck != nil }
    }

    /// Whether a rule for tickets with such numbers wants to know what the ticket system says about this one.
    func checksTicket(_ number: String) -> Bool {
        let text = MatchText(number)
        return rules.contains { rule in
            guard let terms = rule.terms, terms.ticketCheck != nil else { return false }
            return terms.ticketPattern?.matches(text) ?? true
        }
    }
}

extension PolicyTerms {
    /// The ticket with which an access under these terms ends.
    func hold(_ question: PolicyQuestion) -> TicketHold? {
        guard let ticketCheck, let ticket = question.ticketRecord else { return nil }
        return TicketHold(ticket, endsWithWindow: ticketCheck.isForWindow, at: question.start)
    }
}
