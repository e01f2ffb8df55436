// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import JITAccess
import TestSupport
import Testing

@testable import ServiceNow

@Suite("Work notes")
struct ServiceNowWorkNotesTests {
    private static let id = "9d385017c611228701d22104cc95c371"
    private static let found = #"{"result": [{"number": "INC0010001", "sys_id": "\#(id)"}]}"#

    private func notes(_ instance: ScriptedTransport) throws -> ServiceNowWorkNotes {
        let place = try #require(ServiceNowInstance("example"))
        return ServiceNowWorkNotes(ServiceNowCaller(place, over: instance, as: ListedUsers("old")))
    }

    @Test("The ticket is looked up, and its work notes are changed and nothing else")
    func written() async throws {
        let instance = ScriptedTransport(exactly: [.status(200, Self.found), .status(200, "{}")])
        #expect(try await notes(instance).write(#"Access is "granted"."#, on: "INC0010001") == .written)
        let request = try #require(instance.sent.last)
        #expect(request.method == .patch)
        #expect(request.url == "https://example.service-now.com/api/now/table/incident/\(Self.id)")
        #expect(request.headers["Content-Type"] == "application/json")
        #expect(request.body == Array(#"{"work_notes":"Access is \"granted\"."}"#.utf8))
    }

    @Test("What is no ticket gets no note")
    func absent() async throws {
        let empty = ScriptedTransport(exactly: [.status(200, #"{"result": []}"#)])
        #expect(try await notes(empty).write("x", on: "INC0010001") == .noTicket)
        let instance = ScriptedTransport(exactly: [])
        #expect(try await notes(instance).write("x", on: "JIRA-1") == .noTicket)
        #expect(instance.sent.isEmpty)
    }

    @Test("A user who may not write is told apart from a ServiceNow in trouble, which is asked again")
    func refused() async throws {
        let refusing = ScriptedTransport(exactly: [.status(200, Self.found), .status(403)])
        #expect(try await notes(refusing).write("x", on: "INC0010001") == .refused(status: 403))
        for status in [401, 429, 503] {
            let instance = ScriptedTransport(exactly: [.status(200, Self.found), .status(status), .status(status)])
            await #expect(throws: TicketError.self) { _ = try await notes(instance).write("x", on: "INC0010001") }
        }
    }

    @Test("An id that leads elsewhere is an error")
    func elsewhere() async throws {
        for answer in [
            Self.found.replacing(Self.id, with: "../sys_user/1"), Self.found.replacing("INC0010001", with: "INC1"),
        ] {
            let instance = ScriptedTransport(exactly: [.status(200, answer), .status(200)])
            await #expect(throws: TicketError.self) { _ = try await notes(instance).write("x", on: "INC0010001") }
            #expect(instance.sent.count == 1)
        }
    }
}
