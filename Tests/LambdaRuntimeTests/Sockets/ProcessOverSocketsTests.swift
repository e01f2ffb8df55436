// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import TestSupport
import Testing

@testable import LambdaRuntime

/// Whole processes: the entry point, libcurl, and a Runtime API in the process of the test.
@Suite("A function's process with a Runtime API on a socket")
struct ProcessOverSocketsTests {
    private static func run(port: UInt16, makeHandler: @escaping LambdaProcess.HandlerFactory) -> Never {
        setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:\(port)", 1)
        LambdaMain.run(
            userAgent: UserAgent(product: "test", version: "1.0"),
            localUse: "",
            makeTransport: { CurlTransport() },
            makeHandler: makeHandler
        )
    }

    @Test("A function that cannot start tells Lambda the reason and exits with 1")
    func initError() async throws {
        let server = try RuntimeServer(next: [.event()])
        await #expect(processExitsWith: .exitCode(1)) { [port = server.server.port as UInt16] in
            Self.run(port: port) { _ in throw FunctionFailure("Runtime.BadConfiguration", "STATE_TABLE is not set.") }
        }
        #expect(server.calls == ["POST /init/error"])
        let post = try #require(server.server.requests.first)
        #expect(post.headers["Lambda-Runtime-Function-Error-Type"] == "Runtime.BadConfiguration")
        let report = try ReportedError(post.body)
        #expect(report.errorType == "Runtime.BadConfiguration")
        #expect(report.errorMessage == "STATE_TABLE is not set.")
        #expect(report.stackTrace.isEmpty)
    }

    @Test("Events are handled, past any proxy in the environment, until the Runtime API fails")
    func events() async throws {
        let server = try RuntimeServer(next: [.event("a", Array("1".utf8)), .event("b", Array("41".utf8))])
        await #expect(processExitsWith: .exitCode(1)) { [port = server.server.port as UInt16] in
            for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
                setenv(name, "http://127.0.0.1:1", 1)
            }
            Self.run(port: port) { _ in CodableHandler { (number: Int, _: LambdaContext) in number + 1 } }
        }
        let posts = server.server.requests.filter { $0.method == "POST" }
        #expect(posts.map(\.text) == ["2", "42"])
        #expect(server.server.connectionCount == 1)
    }
}
