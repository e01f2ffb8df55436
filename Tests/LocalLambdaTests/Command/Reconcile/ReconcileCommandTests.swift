// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import TestSupport
import Testing

@testable import hourglass

@Suite("hourglass reconcile", .timeLimit(.minutes(2)))
struct ReconcileCommandTests {
    private static func finished(_ more: [String: JSONValue] = [:]) -> [String: JSONValue] {
        let members: [String: JSONValue] = [
            "message": "Compared. 1 foreign", "reconcile_id": "rec-1", "mode": "plan", "state": "finished",
            "asked_by": "direct-invocation", "started_at": "2026-11-21T09:30:00.000Z", "findings_total": 2,
            "counts": ["repaired": 0],
            "findings": [
                [
                    "kind": "foreign", "key": "u-1#111122223333#arn:x", "user_id": "u-1",
                    "account_id": "111122223333", "permission_set": "AdministratorAccess", "outcome": "reported",
                ],
                [
                    "kind": "late", "key": "u-2#111122223333#arn:x", "user_id": "u-2", "user_email": "ada@example.com",
                    "account_id": "111122223333", "since": "2026-11-21T08:00:00.000Z", "outcome": "reported",
                ],
            ],
        ]
        return members.merging(more) { $1 }
    }

    private func run(_ arguments: [String], _ server: ScriptedServer) async throws -> HourglassCommand.Result {
        let environment = RequestSample.credentials.merging(["HOURGLASS_REVOKE_URL": server.url]) { $1 }
        var result: HourglassCommand.Result?
        try await HourglassCommand.with {
            result = try await $0.run(["reconcile"] + arguments, environment: environment)
        }
        return try #require(result)
    }

    @Test(
        "What is asked for is what is sent",
        arguments: [
            ([], ["mode": "plan"]), (["--plan"], ["mode": "plan"]), (["--status"], ["mode": "status"]),
            (["--apply", "--yes", "--reason", "review"], ["mode": "apply", "reason": "review"]),
            (["--apply", "--yes", "--quarantine-all"], ["mode": "apply", "quarantine": true]),
            (
                ["--apply", "--yes", "--quarantine", "a#1#b", "--quarantine", "c#1#d"],
                ["mode": "apply", "quarantine": ["a#1#b", "c#1#d"]]
            ),
        ] as [([String], [String: JSONValue])]
    )
    func sent(arguments: [String], members: [String: JSONValue]) async throws {
        let server = try ScriptedServer { _ in RequestSample.reply(200, Self.finished()) }
        defer { server.stop() }
        _ = try await run(arguments, server)
        #expect(
            server.requests.map(\.event)
                == [members.merging(["action": "reconcile", "source": "cli"]) { first, _ in first }]
        )
    }

    @Test("Findings are a table; what is foreign has the key by which it can be taken away; 6 says some are left")
    func table() async throws {
        let server = try ScriptedServer { _ in RequestSample.reply(200, Self.finished(["findings_total": 40])) }
        defer { server.stop() }
        let result = try await run([], server)
        #expect(result.status == 6)
        for part in [
            "Compared. 1 foreign", "rec-1", "foreign  u-1", "u-1#111122223333#arn:x", "late     ada@example.com",
            "2026-11-21 08:00:00", "38 more: hourglass audit show rec-1",
        ] {
            #expect(result.output.contains(part))
        }
        #expect(!result.output.contains("u-2#"))
        let json = try await run(["--json"], server)
        #expect(json.status == 6)
        #expect(json.output.contains(#""findings_total": 40"#))
    }

    @Test(
        "The exit code says what is left to do",
        arguments: [
            (200, finished(["findings_total": 0, "findings": []]), 0),
            (200, finished(["counts": ["repaired": 2]]), 0),
            (200, finished(["counts": ["repaired": 1]]), 6),
            (200, finished(["state": "abandoned"]), 1),
            (202, finished(["state": "running"]), 2),
            (409, RequestSample.refusal("reconcile_in_progress"), 3),
            (404, RequestSample.refusal("reconcile_not_found"), 4),
        ] as [(Int, [String: JSONValue], Int32)]
    )
    func exitCodes(status: Int, body: [String: JSONValue], code: Int32) async throws {
        let server = try ScriptedServer { _ in RequestSample.reply(status, body) }
        defer { server.stop() }
        #expect(try await run([], server).status == code)
    }

    @Test("Without a terminal to ask at nothing is applied; wrong combinations are refused")
    func notSent() async throws {
        let server = try ScriptedServer { _ in RequestSample.reply(200, Self.finished()) }
        defer { server.stop() }
        for (arguments, message) in [
            (["--apply"], "--yes"), (["--quarantine", "a#1#b"], "go with --apply"),
            (["--quarantine-all"], "go with --apply"),
            (["--apply", "--quarantine-all", "--quarantine", "a#1#b"], "exclude each other"),
        ] {
            let result = try await run(arguments, server)
            #expect(result.status == 64)
            #expect(result.errors.contains(message))
        }
        #expect(server.requests.isEmpty)
    }

    @Test("Waiting asks how far it is until it is over, and no longer than it may")
    func waiting() async throws {
        let running = RequestSample.answer(202, Self.finished(["state": "running"]))
        let over = RequestSample.answer(200, Self.finished())
        let clock = ManualWait()
        var waiting = ReconcileWaiting(limit: .seconds(60)) { event in
            #expect(event.members["mode"] == "status")
            return clock.next() < 3 ? running : over
        }
        waiting.sleep = { clock.pass($0) }
        waiting.now = { clock.now }
        #expect(try await waiting.wait(after: running) == over)

        waiting = ReconcileWaiting(limit: .seconds(25)) { _ in running }
        waiting.sleep = { clock.pass($0) }
        waiting.now = { clock.now }
        let before = clock.now
        #expect(try await waiting.wait(after: running) == running)
        #expect(clock.now - before <= .seconds(25))
    }
}
