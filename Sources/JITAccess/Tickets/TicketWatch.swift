// SPDX-License-Identifier: Apache-2.0

/// Ends leases whose tickets are closed, once they are due to be asked for.
///
/// A ticket system that does not answer ends nothing: the lease has its own end, and an outage of one system must not
/// take everybody's access away. It is told to people when it lasts.
struct TicketWatch {
    /// After an hour without an answer people should know.
    private static let patientChecks = 12

    let tickets: any TicketSystem

    /// Decides about every lease of the draft; the sentences say what could not be found out for too long.
    func run(_ draft: inout BindingDraft, at now: Timestamp) async -> [String] {
        var troubles: [String] = []
        for (id, lease) in draft.record.leases.sorted(by: { $0.key < $1.key }) {
            guard lease.isUsable(at: now), let hold = lease.ticket, hold.checkAt <= now else { continue }
            let tickets = tickets
            switch await attempt({ () throws(TicketError) in try await tickets.ticket(hold.number) }) {
            case .success(let ticket):
                if let reason = Self.end(hold, ticket, at: now) {
                    draft.revoke(id, LeaseEnd(.revoked, at: now.wholeSecond, reason: reason))
                } else if let ticket {
                    draft.hold(id, hold.confirmed(ticket, at: now))
                }
            case .failure(let error):
                let next = hold.unanswered(at: now)
                draft.hold(id, next)
                if next.failedChecks >= Self.patientChecks {
                    troubles.append("Whether ticket \(hold.number) is still open cannot be found out: \(error.message)")
                }
            }
        }
        return troubles
    }

    /// Why the lease must end; nil if it may go on.
    private static func end(_ hold: TicketHold, _ ticket: Ticket?, at now: Timestamp) -> String? {
        guard let ticket else { return "the ticket \(hold.number) is not there any more" }
        guard ticket.isOpen else { return "the ticket \(hold.number) has been closed" }
        guard hold.closesAt != nil else { return nil }
        guard let window = ticket.window else { return "the ticket \(hold.number) has no change window any more" }
        return window.end <= now ? "the change window of \(hold.number) is over" : nil
    }
}
