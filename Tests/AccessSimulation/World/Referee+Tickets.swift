// SPDX-License-Identifier: Apache-2.0

import JITAccess

extension Referee {
    /// A closed ticket is asked for every five minutes; so long may a lease go on without it, and a few sweeps more.
    private static let ticketGrace = Duration.seconds(900)

    /// Nothing is begun on a ticket that was closed, or could not be asked for, before the invocation began.
    func judgeTicket(of id: RequestID, since began: Timestamp?) {
        guard let began, let number = ledger.request(id)?.request.ticket else { return }
        if let closed = tickets.closing(of: number), closed < began {
            violation("\(id) is granted on \(number), which was closed long before")
        }
        if let down = tickets.downSince, down < began {
            violation("\(id) is granted on \(number), for which nobody could ask")
        }
    }

    /// No lease outlasts its change window.
    func judgeWindow(of id: RequestID, _ lease: Lease) {
        guard lease.state == .active, let number = ledger.request(id)?.request.ticket,
            let end = tickets.windowEnd(of: number), lease.expiresAt > end
        else { return }
        violation("the lease \(id) lasts to \(lease.expiresAt.iso8601), the window of \(number) to \(end.iso8601)")
    }

    /// Leases that go on without their ticket, although sweeps have been healthy since `begin`.
    func leasesWithoutTicket(since begin: Timestamp) -> [String] {
        guard tickets.hasClosings else { return [] }
        return ledger.bindings.flatMap { stored -> [String] in
            guard case .record(let record) = stored else { return [] }
            return record.leases.compactMap { id, lease in
                guard lease.state == .active, lease.expiresAt > simulation.now,
                    let number = ledger.request(id)?.request.ticket,
                    let closed = tickets.closing(of: number), max(closed, begin) + Self.ticketGrace < simulation.now
                else { return nil }
                return "the lease \(id) goes on, and \(number) is closed since \(closed.iso8601)"
            }
        }
    }
}
