// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
public import JITAccess

/// Work notes on tickets, for those who work on them; requesters who are no fulfillers do not see them.
public struct ServiceNowWorkNotes: Sendable {
    private let caller: ServiceNowCaller

    /// Writes with the rights of `caller`'s user, who needs to write `work_notes` and nothing else.
    public init(_ caller: ServiceNowCaller) {
        self.caller = caller
    }

    /// What has become of a note.
    public enum Outcome: Sendable, Equatable {
        case written
        /// There is no such ticket, or it is of another system.
        case noTicket
        /// ServiceNow will say the same again: the user may not write it, or may not see the ticket.
        case refused(status: Int)
    }

    /// Adds a note to the ticket with this number.
    ///
    /// - Throws: ``TicketError`` if it may not have been written; a second try may write it twice.
    public func write(_ note: String, on text: String) async throws(TicketError) -> Outcome {
        guard let number = TicketNumber(text) else { return .noTicket }
        let table = TicketTable(number.kind)
        let path = "/api/now/table/\(table.rawValue)"
        let query = "sysparm_query=number%3D\(number)&sysparm_limit=1&sysparm_fields=number%2Csys_id"
        let found = try await caller.send(.get, "\(path)?\(query)")
        if found.status == 404 { return .noTicket }
        guard found.status == 200 else { return .refused(status: found.status) }
        guard let id = try TicketAnswer.id(found.body, number.description) else { return .noTicket }
        let change: JSONValue = ["work_notes": .string(note)]
        let written = try await caller.send(.patch, "\(path)/\(id)", body: Array(change.canonicalText.utf8))
        return written.status == 200 ? .written : .refused(status: written.status)
    }
}
