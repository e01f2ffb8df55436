// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
public import JITAccess

/// Tickets in ServiceNow, read through its Table API.
///
/// Reference: <https://www.servicenow.com/docs/bundle/zurich-api-reference/page/integrate/inbound-rest/concept/c_TableAPI.html>
public struct ServiceNowTickets: TicketSystem {
    private let caller: ServiceNowCaller

    /// Reads with the rights of `caller`'s user, who needs the role `itil_readonly` or the like, and no more.
    public init(_ caller: ServiceNowCaller) {
        self.caller = caller
    }

    public func ticket(_ text: String) async throws(TicketError) -> Ticket? {
        guard let number = TicketNumber(text) else { return nil }
        let table = TicketTable(number.kind)
        let query =
            "sysparm_query=number%3D\(number)&sysparm_limit=1&sysparm_display_value=all"
            + "&sysparm_exclude_reference_link=true&sysparm_fields=\(table.fields.joined(separator: "%2C"))"
        let response = try await caller.send(.get, "/api/now/table/\(table.rawValue)?\(query)")
        // Without a match the Table API answers either with an empty list or, in older releases, with 404.
        if response.status == 404 { return nil }
        guard response.status == 200 else {
            throw TicketError("ServiceNow answered \(response.status) when it was asked for \(number).")
        }
        return try TicketAnswer.ticket(response.body, number.description, in: table)
    }
}
