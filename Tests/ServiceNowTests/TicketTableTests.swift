// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Testing

@testable import ServiceNow

@Suite("Which table a ticket is in")
struct TicketTableTests {
    @Test(
        "Its number tells",
        arguments: [
            ("INC0010001", "incident"), ("CHG0000001", "change_request"), ("CTASK0000001", "change_task"),
            ("RITM0000001", "sc_req_item"), ("SCTASK0000001", "sc_task"), ("REQ0000001", "sc_request"),
            ("PRB0000001", "problem"), ("PTASK0000001", "problem_task"),
        ]
    )
    func table(number: String, table: String) throws {
        #expect(TicketTable(try #require(TicketNumber(number)).kind).rawValue == table)
    }

    @Test("Only changes are asked for a window, and each table for its own people")
    func fields() {
        #expect(
            TicketTable.change.fields == [
                "number", "active", "state", "start_date", "end_date", "assigned_to.user_name", "assigned_to.email",
                "opened_by.user_name", "opened_by.email", "requested_by.user_name", "requested_by.email",
            ]
        )
        #expect(TicketTable.incident.fields.contains("caller_id.email"))
        for kind in TicketKind.allCases { #expect((TicketTable(kind).window != nil) == kind.hasWindow) }
    }
}
