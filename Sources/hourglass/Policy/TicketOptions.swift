// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import JITAccess

/// What the ticket system would say about the ticket, for rules that check it. Unless something else is said, the ticket
/// is open and the user's own.
struct TicketOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The state of the ticket; repeat for another name of it.", valueName: "name"))
    var ticketState: [String] = []

    @Option(
        help: ArgumentHelp(
            "Who has to do with the ticket; the user if left out. Repeat for more.",
            valueName: "name"
        )
    )
    var ticketPerson: [String] = []

    @Option(help: ArgumentHelp("Its change window: two times with a slash between.", valueName: "start/end"))
    var ticketWindow: String?

    @Flag(help: "The ticket is closed.")
    var ticketClosed = false

    func record(_ number: String, of user: [String]) throws -> Ticket {
        Ticket(
            number: number,
            isOpen: !ticketClosed,
            states: ticketState,
            people: ticketPerson.isEmpty ? user : ticketPerson,
            window: try window()
        )
    }

    private func window() throws -> Ticket.Window? {
        guard let ticketWindow else { return nil }
        let parts = ticketWindow.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let start = Moments.parse(parts[0]), let end = Moments.parse(parts[1]),
            let window = Ticket.Window(start: start, end: end)
        else {
            throw ValidationError(
                "--ticket-window must be two times, such as 2026-01-14T10:00:00Z/2026-01-14T18:00:00Z."
            )
        }
        return window
    }
}
