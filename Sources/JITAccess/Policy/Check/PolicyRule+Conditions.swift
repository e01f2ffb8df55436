// SPDX-License-Identifier: Apache-2.0

extension PolicyRule {
    /// Why no ticket can be one that the rule wants; nil if one can.
    func ticketProblem(_ terms: PolicyTerms) -> String? {
        guard let check = terms.ticketCheck else { return nil }
        let kinds = TicketKind.allCases.filter { !check.isForWindow || $0.hasWindow }
        let known = kinds.map(\.rawValue).joined(separator: ", ")
        guard let pattern = terms.ticketPattern, !pattern.matchesTicket(of: kinds) else { return nil }
        let consequence = terms.isTicketRequired ? "allows nothing" : "refuses every request with a ticket"
        return
            "The rule \(name) checks tickets like \(pattern.text), of which "
            + (check.isForWindow ? "none has a change window" : "ServiceNow has none")
            + ", so it \(consequence). Numbers there begin with \(known) and go on in digits."
    }

    /// Why it matches nothing from `now` on; nil if it may.
    func windowProblem(_ now: Timestamp) -> String? {
        let ends = windows.map(\.lastDate)
        guard !ends.isEmpty,
            let last = ends.reduce(
                Int64?.some(.min),
                { latest, end in
                    latest.flatMap { latest in end.map { max(latest, $0) } }
                }
            )
        else { return nil }
        // Two days later it is over in every time zone, past midnight too.
        guard Timestamp(seconds: (last + 2) * 86_400) <= now else { return nil }
        let verb = terms == nil ? "denies" : "allows"
        return
            "The rule \(name) \(verb) nothing any more: its last window closed on \(CivilDate.text(last)). Remove it."
    }
}
