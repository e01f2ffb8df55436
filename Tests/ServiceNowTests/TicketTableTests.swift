// SPDX-License-Identifier: Apache-2.0

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
    func table(number: String, table: String) {
        #expect(TicketTable(number: number)?.rawValue == table)
    }

    @Test(
        "Nothing else gets into a query",
        arguments: [
            "", "INC", "0010001", "inc0010001", "INC0010001^ORnumber=INC1", "INC 1", "INC1 ", "INC-1", "XYZ0000001",
            "INC\u{0661}", "INC123456789012345678901", "INC1&sysparm_fields=x", "СHG0000001",
        ]
    )
    func refused(number: String) {
        #expect(TicketTable(number: number) == nil)
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
        #expect(TicketTable.allCases.filter { $0.window != nil } == [.change, .changeTask])
    }
}
