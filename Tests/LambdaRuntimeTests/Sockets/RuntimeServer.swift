// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Synchronization
import TestSupport

@testable import LambdaRuntime

/// A Runtime API on a real socket. It answers `/next` and posts with a script for each; when the events are over it
/// says 500, which ends the loop, and posts beyond their script are accepted.
final class RuntimeServer: Sendable {
    private final class Script: Sendable {
        private let next: Mutex<ArraySlice<Reply>>
        private let post: Mutex<ArraySlice<Reply>>

        init(next: [Reply], post: [Reply]) {
            self.next = Mutex(next[...])
            self.post = Mutex(post[...])
        }

        func reply(to request: ReceivedRequest) -> Reply {
            request.method == "GET"
                ? next.withLock { $0.popFirst() } ?? .json(500, #"{"errorType":"Test.Over"}"#)
                : post.withLock { $0.popFirst() } ?? .json(202, #"{"status":"OK"}"#)
        }
    }

    let server: ScriptedServer

    init(next: [Reply], post: [Reply] = []) throws {
        let script = Script(next: next, post: post)
        server = try ScriptedServer { script.reply(to: $0) }
    }

    deinit {
        server.stop()
    }

    /// What was asked and told, such as `POST /invocation/request-1/response`.
    var calls: [String] {
        server.requests.map { request in
            let prefix = "/2018-06-01/runtime"
            let path = request.target.hasPrefix(prefix) ? request.target.dropFirst(prefix.count) : request.target[...]
            return "\(request.method) \(path)"
        }
    }

    /// Runs a function against it, over libcurl, until it is over.
    func run(
        journal: Journal = Journal(),
        log: LogCollector = LogCollector(),
        handle: @escaping @Sendable ([UInt8], LambdaContext) async throws -> LambdaResponse = { event, _ in
            LambdaResponse(event)
        }
    ) async -> ExitReason {
        await Self.run(against: server.authority, journal: journal, log: log, handle: handle)
    }

    /// Runs a function against whatever is at `authority`.
    static func run(
        against authority: String,
        journal: Journal = Journal(),
        log: LogCollector = LogCollector(),
        handle: @escaping @Sendable ([UInt8], LambdaContext) async throws -> LambdaResponse
    ) async -> ExitReason {
        var function = LambdaProcess(
            userAgent: UserAgent(product: "test", version: "1.0"),
            localUse: "",
            makeTransport: { CurlTransport() },
            makeHandler: { _ in ClosureHandler(body: handle) }
        )
        function.sink = log.sink
        function.sleep = { journal.note("sleep \($0)") }
        function.setTraceID = { _ in }
        return await function.run(["AWS_LAMBDA_RUNTIME_API": authority, "AWS_LAMBDA_LOG_FORMAT": "JSON"])
    }
}

extension Reply {
    /// An event as Lambda sends it.
    static func event(_ id: String = "request-1", _ body: [UInt8] = Array("{}".utf8)) -> Reply {
        .response(eventResponse(id, body))
    }

    /// The same as bytes, for replies that break off or come slowly.
    static func eventBytes(_ id: String = "request-1", _ body: [UInt8] = Array("{}".utf8)) -> [UInt8] {
        eventResponse(id, body).wireBytes
    }

    private static func eventResponse(_ id: String, _ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(
            status: 200,
            headers: [
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": id,
                "Lambda-Runtime-Deadline-Ms": "1700000060000",
                "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-1:123456789012:function:Test",
            ],
            body: body
        )
    }
}
