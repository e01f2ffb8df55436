// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import TestSupport
import Testing

@Suite("hourglass approve and reject", .timeLimit(.minutes(2)))
struct DecisionTests {
    /// Shows a pending request and accepts the decision.
    private func server(_ shown: [String: JSONValue] = RequestSample.pending()) throws -> ScriptedServer {
        try ScriptedServer { request in
            request.event["action"] == "status"
                ? RequestSample.reply(200, shown) : RequestSample.reply(200, RequestSample.active)
        }
    }

    private func run(_ arguments: [String], at server: ScriptedServer) async throws -> HourglassCommand.Result {
        let environment = RequestSample.credentials.merging(["HOURGLASS_GRANT_URL": server.url]) { $1 }
        var result: HourglassCommand.Result?
        try await HourglassCommand.with { result = try await $0.run(arguments, environment: environment) }
        return try #require(result)
    }

    @Test("The request is shown, and the digest of what was shown is what is sent", arguments: ["approve", "reject"])
    func shown(action: String) async throws {
        let server = try server()
        defer { server.stop() }
        let result = try await run([action, "r1", "--yes", "--comment", "as planned"], at: server)
        #expect(result.status == 0)
        for fact in [
            "ada@example.com", "111122223333", "ReadOnlyAccess", "4 hours", "Look into the import", "INC0012345",
        ] {
            #expect(result.errors.contains(fact))
        }
        #expect(result.errors.contains("approved by     edith (owner)"))
        #expect(result.output.hasPrefix("Access granted successfully\n"))
        #expect(server.requests.map { $0.event["action"] } == ["status", .string(action)])
        #expect(server.requests.last?.event["digest"] == .string(RequestSample.digest))
        #expect(server.requests.last?.event["comment"] == "as planned")
    }

    @Test("A digest that is given is sent, whatever is shown; with --yes nothing is")
    func givenDigest() async throws {
        let server = try server()
        defer { server.stop() }
        _ = try await run(["approve", "r1", "--yes", "--digest", "another"], at: server)
        #expect(server.requests.map { $0.event["action"] } == ["approve"])
        #expect(server.requests.last?.event["digest"] == "another")
    }

    @Test("Without a terminal to ask at nothing is decided, and it says how")
    func noTerminal() async throws {
        let server = try server()
        defer { server.stop() }
        let result = try await run(["approve", "r1"], at: server)
        #expect(result.status == 64)
        #expect(result.errors.contains("--yes --digest \(RequestSample.digest)"))
        #expect(server.requests.map { $0.event["action"] } == ["status"])
    }

    @Test("What is decided already is shown and not decided again")
    func decided() async throws {
        let decided: JSONValue = ["by": "grace@example.com", "at": "2026-11-21T10:00:00Z", "comment": "no"]
        let server = try server(RequestSample.pending(["status": "REJECTED", "awaiting": .null, "decided": decided]))
        defer { server.stop() }
        let result = try await run(["approve", "r1", "--yes"], at: server)
        #expect(result.status == 3)
        #expect(result.errors.contains("there is nothing to approve: the request is REJECTED"))
        #expect(result.output.contains("decided by      grace@example.com at 2026-11-21 10:00:00 UTC: no"))
        #expect(server.requests.count == 1)
    }

    @Test("A request that cannot be shown, or has no digest, is not decided")
    func unseen() async throws {
        let missing = try ScriptedServer { _ in RequestSample.reply(404, RequestSample.refusal("request_not_found")) }
        defer { missing.stop() }
        #expect(try await run(["approve", "r1", "--yes"], at: missing).status == 4)
        #expect(missing.requests.count == 1)
        let bare = try server(RequestSample.pending(["digest": .null]))
        defer { bare.stop() }
        #expect(try await run(["approve", "r1", "--yes"], at: bare).status == 64)
        #expect(bare.requests.count == 1)
    }

    @Test("A decision whose answer is lost is not sent again")
    func lost() async throws {
        let server = try ScriptedServer { request in
            request.event["action"] == "status" ? RequestSample.reply(200, RequestSample.pending()) : .close
        }
        defer { server.stop() }
        let result = try await run(["approve", "r1", "--yes"], at: server)
        #expect(result.status == 1)
        #expect(result.errors.contains("hourglass status r1"))
        #expect(server.requests.count == 2)
    }
}
