// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// A ticket system in memory, in which people open and close tickets.
public final class SimulatedTickets: Sendable {
    private let tickets = Box<[String: Ticket]>([:])

    init() {}

    /// Opens a ticket, or changes it.
    public func put(_ ticket: Ticket) {
        tickets.update { $0[ticket.number] = ticket }
    }

    /// Closes a ticket, which stays there.
    public func close(_ number: String) {
        tickets.update { tickets in
            guard let ticket = tickets[number] else { return }
            tickets[number] = Ticket(
                number: number,
                isOpen: false,
                states: ["Closed"],
                people: ticket.people,
                window: ticket.window
            )
        }
    }

    /// Deletes a ticket.
    public func delete(_ number: String) {
        tickets.update { $0[number] = nil }
    }

    func ticket(_ number: String) -> Ticket? {
        tickets.get()[number]
    }
}

/// The ticket system as an invocation reaches it.
struct TicketsView: TicketSystem {
    let store: SimulatedTickets

    func ticket(_ number: String) async throws(TicketError) -> Ticket? {
        guard let process = SimulatedProcess.current else { return store.ticket(number) }
        return try await process.call(.ticket) { _ in
            TicketError("The ticket system does not answer.")
        } _: { () throws(TicketError) in
            store.ticket(number)
        }
    }
}
