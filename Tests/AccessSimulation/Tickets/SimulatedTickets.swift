// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// A ticket system in memory, in which people open and close tickets, and which may be down.
public final class SimulatedTickets: Sendable {
    private struct State {
        var tickets: [String: Ticket] = [:]
        var closings: [String: Timestamp] = [:]
        var windows: [String: Timestamp] = [:]
        var downSince: Timestamp?
    }

    private let state = Box(State())
    private let simulation: Simulation

    init(_ simulation: Simulation) {
        self.simulation = simulation
    }

    /// Opens a ticket, or changes it.
    public func put(_ ticket: Ticket) {
        state.update { state in
            state.tickets[ticket.number] = ticket
            state.closings[ticket.number] = nil
        }
    }

    /// Closes a ticket, which stays there.
    public func close(_ number: String) {
        let now = simulation.now
        state.update { state in
            guard let ticket = state.tickets[number] else { return }
            state.tickets[number] = Ticket(
                number: number,
                isOpen: false,
                states: ["Closed"],
                people: ticket.people,
                window: ticket.window
            )
            state.closings[number] = state.closings[number] ?? now
        }
    }

    /// Deletes a ticket.
    public func delete(_ number: String) {
        let now = simulation.now
        state.update { state in
            state.tickets[number] = nil
            state.closings[number] = state.closings[number] ?? now
        }
    }

    /// From now on it answers, or does not.
    public func setDown(_ isDown: Bool) {
        let now = simulation.now
        state.update { $0.downSince = isDown ? $0.downSince ?? now : nil }
    }

    // MARK: For the referee

    /// Opens a change that everybody has to do with, and of which the referee knows that no access may outlast it.
    func putChange(_ number: String, until end: Timestamp, people: [String]) {
        put(
            Ticket(
                number: number,
                isOpen: true,
                states: ["Implement"],
                people: people,
                window: Ticket.Window(start: simulation.now - .seconds(60), end: end)
            )
        )
        state.update { $0.windows[number] = end }
    }

    /// The end of a change's window, which does not move.
    func windowEnd(of number: String) -> Timestamp? { state.get().windows[number] }

    /// When a ticket was closed or deleted.
    func closing(of number: String) -> Timestamp? { state.get().closings[number] }

    /// Whether any was.
    var hasClosings: Bool { !state.get().closings.isEmpty }

    /// Since when it has not answered; nil if it does.
    var downSince: Timestamp? { state.get().downSince }

    func ticket(_ number: String) -> Ticket? { state.get().tickets[number] }
}

/// The ticket system as an invocation reaches it.
struct TicketsView: TicketSystem {
    let store: SimulatedTickets

    /// How the protocol that uses it is broken; nil for the real one.
    var breakage: Breakage?

    func ticket(_ number: String) async throws(TicketError) -> Ticket? {
        guard let process = SimulatedProcess.current else { return store.ticket(number) }
        return try await process.call(.ticket) { _ in
            TicketError("The ticket system does not answer.")
        } _: { () throws(TicketError) in
            guard store.downSince == nil || breakage == .takesSilenceForAnAnswer else {
                throw TicketError("The ticket system is down.")
            }
            let ticket = store.ticket(number)
            return breakage == .overlooksWindows ? ticket.map(Self.withoutEnd) : ticket
        }
    }

    private static func withoutEnd(_ ticket: Ticket) -> Ticket {
        Ticket(
            number: ticket.number,
            isOpen: ticket.isOpen,
            states: ticket.states,
            people: ticket.people,
            window: ticket.window.flatMap { Ticket.Window(start: $0.start, end: $0.end + .seconds(86_400)) }
        )
    }
}
