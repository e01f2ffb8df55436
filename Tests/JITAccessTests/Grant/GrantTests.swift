// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A grant")
struct GrantTests {
    @Test("It creates the assignment, records it, and says until when it lasts")
    func happy() throws {
        let world = AccessWorld()
        let answer = try #require(world.grant(Example.event("r1", "1h")))
        #expect(answer.statusCode == 200)
        #expect(answer.text("message") == "Access granted successfully")
        #expect(answer.text("request_id") == "r1")
        #expect(answer.text("lease_status") == "ACTIVE")
        #expect(answer.text("user_email") == "ada@example.com")
        #expect(answer.text("account_id") == "111122223333")
        #expect(answer.text("permission_set") == "AdministratorAccess")
        #expect(answer.body["standing"] == false)
        #expect(answer.text("expires_at_utc") == Timestamp(seconds: try #require(answer.number("expires_at"))).iso8601)

        let record = try #require(world.ledger.record(Example.binding))
        #expect(record.expiresAt.seconds == answer.number("expires_at"))
        #expect(record.dueAt == record.expiresAt)
        #expect(record.status == .active)
        #expect(world.ledger.request(try id("r1"))?.lease?.expiresAt == record.expiresAt)
        #expect(try world.events("r1") == ["REQUEST SUCCESS", "GRANT STARTED", "GRANT SUCCESS"])
        #expect(world.identityCenter.origin(of: Example.binding) == .lease)
        #expect(world.alerts.sent.isEmpty)
        #expect(world.log.lines.isEmpty)
        #expect(world.invariantViolations() == [])
    }

    @Test("The record is there before Identity Center is asked to create anything")
    func recordFirst() throws {
        let world = AccessWorld()
        world.hooks.once(before: { $0.operation == .create }) { [world] _ in
            let record = world.ledger.record(Example.binding)
            #expect(record?.status == .granting)
            #expect(record?.expiresAt != nil)
            #expect(world.calls.count(.commit) == 1)
        }
        world.grant(Example.event("r1"))
        #expect(world.calls.count(.create) == 1)
    }

    @Test("The time counts from the moment access is usable")
    func countsFromConfirmation() throws {
        let world = AccessWorld()
        world.latency = .zero
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(20))
        let begin = world.now
        let answer = world.grant(Example.event("r1", "10m"))
        #expect(world.now >= begin + .seconds(20))
        #expect(answer?.number("expires_at") == (world.now + .seconds(600)).seconds)
    }

    @Test("A warm grant makes five trips one after another, status polls not counted")
    func trips() throws {
        let world = AccessWorld()
        world.identityCenter.operationCourse = OperationCourse(time: .zero)
        world.latency = .seconds(1)
        let begin = world.now
        #expect(world.grant(Example.event("r1"))?.statusCode == 200)
        #expect(world.now - begin == .seconds(5))
    }

    @Test("Without a request id the Lambda request id is used, so that a redelivered event is known")
    func fallbackID() throws {
        let world = AccessWorld()
        let first = world.grant(Example.event(), id: "8476a536-e9f4")
        let second = world.grant(Example.event(), id: "8476a536-e9f4")
        #expect(first == second)
        #expect(first?.text("request_id") == "8476a536-e9f4")
        #expect(world.calls.count(.create) == 1)
        #expect(world.grant(Example.event(), id: "another")?.text("request_id") == "another")
    }

    @Test("The user may be named in any way the directory knows; the record has the id")
    func userName() throws {
        let world = AccessWorld()
        #expect(world.grant(Example.event("r1", user: "ada"))?.statusCode == 200)
        #expect(world.ledger.record(Example.binding)?.binding.userID == Example.userID)
    }

    @Test("Asynchronous creations of any length are waited for", arguments: [0, 1, 5, 50])
    func asynchronous(seconds: Int) throws {
        let world = AccessWorld()
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(seconds))
        #expect(world.grant(Example.event("r1"))?.statusCode == 200)
        #expect(world.invariantViolations() == [])
    }

    @Test("The status is asked for ever more rarely")
    func polls() throws {
        let world = AccessWorld()
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(50))
        world.grant(Example.event("r1"))
        #expect((5...25).contains(world.calls.count(.creation)))
    }

    @Test("What the request says is on record, and the event is not in the log")
    func words() throws {
        let world = AccessWorld()
        let event = grantEvent(
            #""request_id":"r1","justification":"Replay payments","ticket":"INC1","source":"cli""#,
            #""requester":"alan@example.com","approver":"grace@example.com""#
        )
        #expect(world.perform(FunctionCall(.grant, event))?.statusCode == 200)
        let record = try #require(world.ledger.audit(of: try id("r1")).first)
        for (name, text) in [
            ("justification", "Replay payments"), ("ticket", "INC1"), ("source", "cli"),
            ("requester", "alan@example.com"), ("approver", "grace@example.com"), ("actor", "direct-invocation"),
        ] {
            #expect(record.attributes[name] == .string(text), "\(name)")
        }
        #expect(!world.log.lines.contains { $0.message.contains("Replay") })
    }
}
