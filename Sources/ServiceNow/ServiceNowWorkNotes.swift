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

    /// Adds a note to the ticket with this number.
    ///
    /// - Returns: false if there is no such ticket.
    /// - Throws: ``TicketError`` if it may not have been written; a second try may write it twice.
    public func write(_ note: String, on number: String) async throws(TicketError) -> Bool {
        guard let table = TicketTable(number: number) else { return false }
        let path = "/api/now/table/\(table.rawValue)"
        let query = "sysparm_query=number%3D\(number)&sysparm_limit=1&sysparm_fields=number%2Csys_id"
        let found = try await caller.send(.get, "\(path)?\(query)")
        if found.status == 404 { return false }
        guard found.status == 200 else { throw Self.unexpected(found, number) }
        guard let id = try TicketAnswer.id(found.body, number) else { return false }
        let change: JSONValue = ["work_notes": .string(note)]
        let written = try await caller.send(.patch, "\(path)/\(id)", body: Array(change.canonicalText.utf8))
        guard written.status == 200 else { throw Self.unexpected(written, number) }
        return true
    }

    private static func unexpected(_ response: HTTPResponse, _ number: String) -> TicketError {
        TicketError("ServiceNow answered \(response.status) when a work note was to be written on \(number).")
    }
}
