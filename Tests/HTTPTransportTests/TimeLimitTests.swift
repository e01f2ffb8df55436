// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

@Suite struct TimeLimitTests {
    let transport = CurlTransport()

    @Test(
        "A request ends when its time is over",
        arguments: [
            Reply.hang,
            .rawThenHang("HTTP/1.1 200 OK\r\nContent-Le"),
            .rawThenHang("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"),
        ]
    )
    func timeout(reply: Reply) async throws {
        let server = try ScriptedServer { _ in reply }
        defer { server.stop() }
        let start = ContinuousClock.now
        let error = await transport.failure(
            HTTPRequest(.post, server.url, body: [1], options: loopback(timeout: .milliseconds(40)))
        )
        #expect(error?.code == .timedOut)
        #expect(ContinuousClock.now - start >= .milliseconds(39))
    }

    @Test("A request that ends in time is not affected by its limit, and one without limit may take its time")
    func inTime() async throws {
        let server = try ScriptedServer { request in
            request.index == 0 ? .json(200, "{}") : .after(.milliseconds(60), .json(200, "{}"))
        }
        defer { server.stop() }
        for timeout in [Duration.milliseconds(5000), nil] {
            let request = HTTPRequest(.get, server.url, options: loopback(timeout: timeout))
            #expect(try await transport.send(request).status == 200)
        }
    }

    @Test("No time left means timed out at once, not without limit", arguments: [Duration.zero, .seconds(-1)])
    func noTimeLeft(timeout: Duration) async throws {
        let server = try ScriptedServer { _ in .hang }
        defer { server.stop() }
        let error = await transport.failure(HTTPRequest(.get, server.url, options: loopback(timeout: timeout)))
        #expect(error?.code == .timedOut)
        #expect(server.connectionCount == 0)
    }

    @Test("A connection that is not made in time is reported as not made")
    func connectTimeout() async throws {
        let port = try UnansweredPort()
        var options = loopback()
        options.connectTimeout = .milliseconds(30)
        let error = await transport.failure(HTTPRequest(.post, port.url, body: [1], options: options))
        #expect(error?.code == .couldNotConnect)
        #expect(error?.curlCode == 28)
    }

    @Test("The time for the TLS handshake counts as connecting")
    func handshakeTimeout() async throws {
        let port = try SilentPort()
        var options = loopback()
        options.connectTimeout = .milliseconds(30)
        let error = await transport.failure(HTTPRequest(.get, "https://\(port.authority)/", options: options))
        #expect(error?.code == .couldNotConnect)
    }

    @Test("When the whole time is over while connecting, the request has timed out")
    func timeoutWhileConnecting() async throws {
        let port = try UnansweredPort()
        let options = loopback(timeout: .milliseconds(30))
        let error = await transport.failure(HTTPRequest(.post, port.url, body: [1], options: options))
        #expect(error?.code == .timedOut)
    }

    @Test(
        "The longest limits mean what they say",
        arguments: [
            Duration.seconds(Int64.max), .seconds(86_400 * 365), .nanoseconds(1),
        ]
    )
    func extremeConnectTimeout(limit: Duration) async throws {
        let server = try ScriptedServer { _ in .json(200, "{}") }
        defer { server.stop() }
        var options = loopback(timeout: .seconds(Int64.max))
        _ = try await transport.send(HTTPRequest(.get, server.url, options: options))
        // Over the connection that is there, so that a nanosecond is enough to connect.
        options.connectTimeout = limit
        #expect(try await transport.send(HTTPRequest(.get, server.url, options: options)).status == 200)
    }
}

extension Reply {
    /// The beginning of an answer whose rest never comes.
    static func rawThenHang(_ text: String) -> Reply {
        .chunks([Array(text.utf8), []], pause: .seconds(60))
    }
}
