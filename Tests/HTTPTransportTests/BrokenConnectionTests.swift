// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

@Suite struct BrokenConnectionTests {
    let transport = CurlTransport()

    /// A way for an exchange to break, and what it is called.
    struct Break: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reply: Reply
        var code = TransportError.Code.connectionLost
    }

    static let head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n"

    static let breaks = [
        Break(testDescription: "reset before any answer", reply: .reset),
        Break(testDescription: "closed before any answer", reply: .close),
        Break(testDescription: "reset within the header", reply: .rawThenReset(Array(head.utf8))),
        Break(testDescription: "reset after the header", reply: .rawThenReset(Array((head + "\r\n").utf8))),
        Break(testDescription: "reset within the body", reply: .rawThenReset(Array((head + "\r\nabc").utf8))),
        Break(testDescription: "closed after the header", reply: .rawThenClose(Array((head + "\r\n").utf8))),
        Break(testDescription: "closed within the body", reply: .rawThenClose(Array((head + "\r\nabc").utf8))),
        Break(
            testDescription: "closed within a chunked body",
            reply: .rawThenClose(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc".utf8))
        ),
        Break(testDescription: "not HTTP", reply: .rawThenClose(Array("SSH-2.0-OpenSSH\r\n".utf8)), code: .other),
        Break(
            testDescription: "an impossible status",
            reply: .raw("HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n"),
            code: .other
        ),
        Break(
            testDescription: "a header line that is none",
            reply: .raw("HTTP/1.1 200 OK\r\n continued: 1\r\nContent-Length: 0\r\n\r\n"),
            code: .other
        ),
    ]

    @Test("A broken exchange is an error that says how, and the transport goes on", arguments: breaks)
    func broken(_ how: Break) async throws {
        let server = try ScriptedServer { request in
            request.target == "/fine" ? .json(200, "{}") : how.reply
        }
        defer { server.stop() }
        let request = HTTPRequest(.post, server.url + "/secret?token=hush", body: [1], options: loopback())

        let error = try #require(await transport.failure(request))
        #expect(error.code == how.code)
        #expect(error.message.hasPrefix("POST to \(server.authority) failed: "))
        #expect(!error.message.contains("hush"))
        #expect(server.requests.count == 1)

        let next = try await transport.send(HTTPRequest(.get, server.url + "/fine", options: loopback()))
        #expect(next.status == 200)
    }

    @Test("A body is sent once only, even when a connection that was used before breaks under it")
    func bodyIsSentOnce() async throws {
        let server = try ScriptedServer { request in request.index == 0 ? .json(200, "{}") : .close }
        defer { server.stop() }
        _ = try await transport.send(HTTPRequest(.post, server.url, body: [1], options: loopback()))

        let error = await transport.failure(HTTPRequest(.post, server.url, body: [2], options: loopback()))
        #expect(error?.code == .connectionLost)
        #expect(server.requests.map(\.body) == [[1], [2]])
    }

    @Test("A connection that the server closed while it was idle is replaced without an error")
    func closedWhileIdle() async throws {
        let server = try ScriptedServer { request in
            request.index == 0 ? .rawThenClose(HTTPResponse(status: 200).wireBytes) : .json(200, "{}")
        }
        defer { server.stop() }
        _ = try await transport.send(HTTPRequest(.post, server.url, body: [1], options: loopback()))
        // A request that crosses with the end of its connection is lost; this is about one that comes after it.
        #expect(await eventually { server.openConnectionCount == 0 })
        _ = try await transport.send(HTTPRequest(.post, server.url, body: [2], options: loopback()))
        #expect(server.connectionCount == 2)
    }

    @Test("A refused connection is told apart from a lost one")
    func refused() async throws {
        let port = try RefusedPort()
        let error = await transport.failure(HTTPRequest(.get, port.url, options: loopback()))
        #expect(error?.code == .couldNotConnect)
        #expect(error?.curlCode == 7)
    }

    @Test("A host name that cannot exist is reported as such")
    func unresolvable() async throws {
        // Over 63 octets, so that the resolver refuses the name without asking anybody (RFC 1035 section 2.3.4).
        let name = String(repeating: "a", count: 64) + ".invalid"
        let error = await transport.failure(HTTPRequest(.get, "https://\(name)/", options: loopback()))
        #expect(error?.code == .couldNotResolve)
        #expect(error?.message.contains(name) == true)
    }
}
