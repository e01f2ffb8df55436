// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Hashing
import JITAccess
import TestSupport
import Testing

@testable import ServiceNow

@Suite("Tickets read through the Table API")
struct ServiceNowTicketsTests {
    private static let change = #"""
        {"result": [{
            "number": {"value": "CHG0000001", "display_value": "CHG0000001"},
            "active": {"value": "true", "display_value": "true"},
            "state": {"value": "-1", "display_value": "Implement"},
            "start_date": {"value": "2026-01-15 09:00:00", "display_value": "2026-01-15 01:00:00"},
            "end_date": {"value": "2026-01-15 17:30:00", "display_value": "2026-01-15 09:30:00"},
            "assigned_to.user_name": {"value": "ada", "display_value": "ada"},
            "assigned_to.email": {"value": "ada@example.com", "display_value": "ada@example.com"},
            "opened_by.user_name": {"value": "", "display_value": ""}
        }]}
        """#

    private func tickets(_ instance: ScriptedTransport, _ users: ListedUsers = ListedUsers("old")) throws
        -> ServiceNowTickets
    {
        let place = try #require(ServiceNowInstance("example"))
        return ServiceNowTickets(ServiceNowCaller(place, over: instance, as: users))
    }

    private func error(_ answers: ScriptedTransport.Exchange) async throws -> String {
        do {
            _ = try await tickets(ScriptedTransport(exactly: [answers])).ticket("CHG0000001")
            return "no error"
        } catch let error as TicketError {
            return error.message
        }
    }

    @Test("A change is read with its state, its people and its window in UTC")
    func change() async throws {
        let instance = ScriptedTransport(exactly: [.status(200, Self.change)])
        // As it is pasted from a telephone.
        let ticket = try await tickets(instance).ticket(" chg0000001\n")
        let expected = Ticket(
            number: "CHG0000001",
            isOpen: true,
            states: ["Implement", "-1"],
            people: ["ada", "ada@example.com"],
            window: Ticket.Window(start: Timestamp(seconds: 1_768_467_600), end: Timestamp(seconds: 1_768_498_200))
        )
        #expect(ticket == expected)
        let request = try #require(instance.sent.first)
        #expect(request.method == .get)
        #expect(
            request.url
                == "https://example.service-now.com/api/now/table/change_request?sysparm_query=number%3DCHG0000001"
                + "&sysparm_limit=1&sysparm_display_value=all&sysparm_exclude_reference_link=true&sysparm_fields="
                + TicketTable.change.fields.joined(separator: "%2C")
        )
        // hourglass:old
        #expect(request.headers["Authorization"] == "Basic aG91cmdsYXNzOm9sZA==")
        #expect(request.options.allowsPlainHTTP == false)
    }

    @Test("What ServiceNow does not have is no ticket, and what cannot be one is not asked for")
    func absent() async throws {
        for answer in [
            ScriptedTransport.Exchange.status(200, #"{"result": []}"#),
            .status(404, #"{"error": {"message": "No Record found"}}"#),
        ] {
            #expect(try await tickets(ScriptedTransport(exactly: [answer])).ticket("INC0010001") == nil)
        }
        let instance = ScriptedTransport(exactly: [])
        #expect(try await tickets(instance).ticket("INC1^ORactive=true") == nil)
        #expect(instance.sent.isEmpty)
    }

    @Test("A change without times has no window; one whose times cannot be read is an error")
    func windows() async throws {
        let unplanned = Self.change.replacing("2026-01-15 09:00:00", with: "")
        #expect(
            try await tickets(ScriptedTransport(exactly: [.status(200, unplanned)])).ticket("CHG0000001")?.window == nil
        )
        let strange = Self.change.replacing("2026-01-15 17:30:00", with: "tomorrow")
        #expect(try await error(.status(200, strange)) == "ServiceNow's times of CHG0000001 cannot be read.")
    }

    @Test("What ServiceNow does not say decides nothing")
    func silence() async throws {
        let lost = TransportError(.timedOut, "It took too long.")
        for (answer, text) in [
            (.failure(lost), "ServiceNow did not answer: It took too long. (timedOut)"),
            (.status(429), "ServiceNow has no room for more requests just now (429)."),
            (.status(503), "ServiceNow is in trouble: it answered 503."),
            (.status(403), "ServiceNow answered 403 when it was asked for CHG0000001."),
            (.status(200, "<html>hibernating</html>"), "ServiceNow's answer is not that of its Table API."),
            (
                .status(200, Self.change.replacing("\"active\"", with: "\"hidden\"")),
                "ServiceNow does not show the field active of CHG0000001: give the user of SERVICENOW_SECRET the right "
                    + "to read it."
            ),
            (
                .status(200, Self.change.replacing("CHG0000001", with: "CHG0000002")),
                "ServiceNow answered with another ticket than CHG0000001."
            ),
        ] as [(ScriptedTransport.Exchange, String)] {
            #expect(try await error(answer) == text)
        }
    }

    @Test("A user who is not accepted is read anew, once")
    func rotation() async throws {
        let instance = ScriptedTransport(exactly: [.status(401), .status(200, Self.change)])
        #expect(try await tickets(instance, ListedUsers("old", "new")).ticket("CHG0000001") != nil)
        #expect(instance.sent.map { $0.headers["Authorization"] }.last == "Basic aG91cmdsYXNzOm5ldw==")
        let refused = "ServiceNow does not accept the user in the secret that SERVICENOW_SECRET names (401)."
        #expect(try await error(.status(401)) == refused)
    }

    @Test("The secret is a user name and a password, and never shows")
    func secret() throws {
        let user = try ServiceNowUser(Secret(#"{"username":"hourglass","password":"pa:ss"}"#))
        #expect(user.name == "hourglass")
        #expect(user.password.exposed == "pa:ss")
        #expect(!"\(user)".contains("pa:ss"))
        for text in [
            "", "pa:ss", "{}", #"{"username":"a"}"#, #"{"username":"","password":"x"}"#,
            #"{"username":"a:b","password":"x"}"#, #"{"username":"a","password":""}"#,
        ] {
            let error = #expect(throws: TicketError.self) { _ = try ServiceNowUser(Secret(text)) }
            #expect(error?.message.contains("pa:ss") == false)
        }
    }
}
