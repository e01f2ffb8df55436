// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import TestSupport
import Testing

@Suite("hourglass request and its kind", .timeLimit(.minutes(2)))
struct RequestCommandTests {
    /// Runs the command with Grant and Revoke at the server's URL.
    private func run(
        _ arguments: [String],
        at server: ScriptedServer,
        _ more: [String: String] = [:]
    ) async throws -> HourglassCommand.Result {
        var environment = RequestSample.credentials.merging(more) { $1 }
        environment["HOURGLASS_GRANT_URL"] = server.url + "/grant"
        environment["HOURGLASS_REVOKE_URL"] = server.url + "/revoke"
        environment["AWS_ENDPOINT_URL"] = server.url
        var result: HourglassCommand.Result?
        try await HourglassCommand.with { result = try await $0.run(arguments, environment: environment) }
        return try #require(result)
    }

    @Test("A request is sent whole to Grant's URL, signed for Lambda, and its answer is readable")
    func request() async throws {
        let server = try ScriptedServer { _ in RequestSample.reply(202, RequestSample.pending()) }
        defer { server.stop() }
        let result = try await run(
            [
                "request", "--user", "ada@example.com", "--account", "111122223333", "--permission-set",
                "ReadOnlyAccess", "--duration", "4h", "--justification", "Look into the import", "--ticket",
                "INC0012345", "--start", "2026-11-23T08:00:00Z", "--request-id", "r1",
            ],
            at: server,
            ["AWS_SESSION_TOKEN": "a-token"]
        )
        #expect(result.status == 2)
        #expect(result.errors == "")
        let expected = """
            The request awaits approval
              request         r1
              status          PENDING
              awaiting        owner (1 of 2 given) by users grace@example.com, group Owners, until 2026-11-21 17:30:00 UTC
              user            ada@example.com
              account         111122223333
              permission set  ReadOnlyAccess
              duration        4 hours
              requested by    ada@example.com
              justification   Look into the import
              ticket          INC0012345
              requested at    2026-11-21 09:30:00 UTC
              rule            engineers
              approved by     edith (owner) at 2026-11-21 09:31:00 UTC: fine
              digest          \(RequestSample.digest)

            """
        #expect(result.output == expected)
        let request = try #require(server.requests.first)
        #expect(server.requests.count == 1)
        #expect(request.method == "POST")
        #expect(request.target == "/grant/")
        #expect(
            request.event == [
                "action": "request", "source": "cli", "request_id": "r1", "user_email": "ada@example.com",
                "account_id": "111122223333", "permission_set": "ReadOnlyAccess", "duration": "4h",
                "justification": "Look into the import", "ticket": "INC0012345", "start_at": "2026-11-23T08:00:00Z",
            ]
        )
        #expect(request.headers["Authorization"]?.contains("/eu-central-1/lambda/aws4_request") == true)
        #expect(request.headers["X-Amz-Security-Token"] == "a-token")
        #expect(request.headers["Content-Type"] == "application/json")
    }

    @Test("Whoever names no user asks for themselves; a new request gets an id")
    func ownRequest() async throws {
        let server = try ScriptedServer { _ in RequestSample.reply(200, RequestSample.active) }
        defer { server.stop() }
        let result = try await run(["request", "--account", "111122223333", "--json"], at: server)
        #expect(result.status == 0, "\(result.errors)")
        #expect(printedMembers(result.output) == RequestSample.active)
        let event = try #require(server.requests.first?.event)
        #expect(event["user_email"] == nil)
        guard case .string(let id)? = event["request_id"] else {
            Issue.record("no request_id")
            return
        }
        #expect(UUID(uuidString: id) != nil)
    }

    @Test(
        "Each command sends its own event",
        arguments: [
            (["cancel", "r1", "--reason", "x"], ["action": "cancel", "request_id": "r1", "reason": "x"]),
            (["status", "r1"], ["action": "status", "request_id": "r1"]),
            (["list"], ["action": "list", "view": "mine"]),
            (["list", "approvals"], ["action": "list", "view": "approvals"]),
            (
                ["extend", "r1", "--duration", "2h", "--request-id", "r2"],
                ["action": "extend", "extends": "r1", "duration": "2h", "request_id": "r2"]
            ), (["revoke", "r1", "--reason", "x"], ["action": "revoke", "request_id": "r1", "reason": "x"]),
            (
                ["revoke", "--user", "ada", "--account", "1", "--permission-set", "P"],
                ["action": "revoke", "user_email": "ada", "account_id": "1", "permission_set": "P"]
            ),
            (
                ["approve", "r1", "--yes", "--digest", "d", "--comment", "c"],
                ["action": "approve", "request_id": "r1", "digest": "d", "comment": "c"]
            ),
            (
                ["reject", "r1", "--yes", "--digest", "d", "--comment", "c"],
                ["action": "reject", "request_id": "r1", "digest": "d", "comment": "c"]
            ),
        ] as [([String], [String: JSONValue])]
    )
    func events(arguments: [String], event: [String: JSONValue]) async throws {
        let server = try ScriptedServer { _ in RequestSample.reply(200, ["message": "Done", "requests": []]) }
        defer { server.stop() }
        let result = try await run(arguments, at: server)
        #expect(result.status == 0, "\(result.errors)")
        #expect(server.requests.map(\.event) == [event.merging(["source": "cli"]) { $1 }])
        #expect(server.requests.first?.target == (arguments[0] == "revoke" ? "/revoke/" : "/grant/"))
    }

    @Test(
        "The exit code says what became of it, and a refusal is on standard error",
        arguments: [(200, Int32(0)), (202, 2), (400, 5), (403, 3), (404, 4), (409, 3), (500, 1), (503, 1)]
    )
    func exitCodes(status: Int, code: Int32) async throws {
        let server = try ScriptedServer { _ in
            RequestSample.reply(status, status < 400 ? RequestSample.pending() : RequestSample.refusal("some_code"))
        }
        defer { server.stop() }
        let result = try await run(["status", "r1"], at: server)
        #expect(result.status == code)
        #expect(result.output.isEmpty == (status >= 400))
        #expect(result.errors.hasPrefix("hourglass: This is refused as some_code.") == (status >= 400))
        let json = try await run(["status", "r1", "--json"], at: server)
        #expect(json.status == code)
        #expect(printedMembers(json.output)?.isEmpty == false)
    }

    @Test("Requests are listed as a table, and none as that")
    func list() async throws {
        let requests: JSONValue = [.object(RequestSample.pending()), .object(RequestSample.active)]
        let server = try ScriptedServer { _ in RequestSample.reply(200, ["requests": requests]) }
        defer { server.stop() }
        let result = try await run(["list", "approvals"], at: server)
        let expected = """
            request  user             account       permission set  duration  status                                \
              expires (UTC)
            r1       ada@example.com  111122223333  ReadOnlyAccess  4 hours   PENDING, awaiting owner (1 of 2 given)
            r1       ada@example.com  111122223333  ReadOnlyAccess  4 hours   APPROVED, ACTIVE                      \
              2026-11-21 03:02:42

            """
        #expect(result.output == expected)
        let empty = try ScriptedServer { _ in RequestSample.reply(200, ["requests": []]) }
        defer { empty.stop() }
        #expect(try await run(["list"], at: empty).output == "There are none.\n")
    }

    @Test("A custom permission set is read from a file and sent as it is")
    func custom() async throws {
        let server = try ScriptedServer { _ in RequestSample.reply(202, RequestSample.pending()) }
        defer { server.stop() }
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
        try Data(#"{"managed_policies":["ReadOnlyAccess"],"session_duration":"1h"}"#.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let arguments = ["request", "--user", "ada", "--account", "111122223333", "--custom"]
        #expect(try await run(arguments + [file.path], at: server).status == 2)
        #expect(
            server.requests.first?.event["custom_permission_set"]
                == ["managed_policies": ["ReadOnlyAccess"], "session_duration": "1h"]
        )
        let missing = try await run(arguments + ["missing.json"], at: server)
        #expect(missing.status == 64)
        #expect(missing.errors.contains("missing.json cannot be read"))
    }

    @Test(
        "What cannot be sent is explained, with exit code 64",
        arguments: [
            (["status"], "Missing expected argument '<request>'"), (["status", "r1"], "Set HOURGLASS_GRANT_URL"),
            (["revoke", "r1"], "Set HOURGLASS_REVOKE_URL"),
            (["revoke"], "all of --user, --account and --permission-set"),
            (["revoke", "r1", "--user", "ada"], "Name either a request"),
            (["status", "r1", "--url", "https://x/", "--local"], "exclude each other"),
            (["status", "r1", "--url", "http://example.com/"], "must begin with https://"),
            (["status", "r1", "--url", "nonsense"], "is not the URL of a function"),
            (["status", "r1", "--url", "https://example.com/", "--as", "ada"], "your AWS session says who you are"),
            (["status", "r1", "--url", "https://grant.example.com/"], "AWS_REGION"),
            (["status", "r1", "--url", "https://abc.lambda-url.eu-west-1.on.aws/"], "no profile 'default'"),
            (["status", "r1", "--local"], "scripts/local-aws start"), (["reject", "r1"], "--comment"),
            (["request", "--account", "1", "--custom", "x", "--permission-set", "y"], "exclude each other"),
            (["status", "r1", "--wait", "--wait-limit", "soon"], "--wait-limit"),
            (["list", "yours"], "one of 'mine' and 'approvals'"),
        ] as [([String], String)]
    )
    func usage(arguments: [String], message: String) async throws {
        try await HourglassCommand.with { command in
            let nowhere = ["HOME": "/nowhere", "HOURGLASS_LOCAL_AWS_DIR": "/nowhere"]
            let result = try await command.run(arguments, environment: nowhere)
            #expect(result.status == 64)
            #expect(result.output == "")
            #expect(result.errors.contains(message), "\(result.errors)")
        }
    }

    @Test("Every command has help with an example and its exit codes")
    func help() async throws {
        try await HourglassCommand.with { command in
            for name in ["request", "approve", "reject", "cancel", "extend", "revoke", "status", "list"] {
                let help = try await command.run([name, "--help"])
                #expect(help.status == 0)
                #expect(help.output.contains("hourglass \(name)"))
                #expect(help.output.contains("Example"))
                #expect(help.output.contains("Exit codes: 0 done, 2 recorded and pending"))
            }
        }
    }
}

/// The members of the object that a command has printed.
private func printedMembers(_ text: String) -> [String: JSONValue]? {
    try? JSONDecoder().decode([String: JSONValue].self, from: Data(text.utf8))
}
