// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

@Suite struct ResponseLimitTests {
    let transport = CurlTransport()

    func failure(_ reply: Reply, limit: Int) async throws -> TransportError? {
        let server = try ScriptedServer { _ in reply }
        defer { server.stop() }
        let options = loopback(maximumResponseBytes: limit)
        return await transport.failure(HTTPRequest(.get, server.url, options: options))
    }

    static func body(_ count: Int) -> [UInt8] { Array(repeating: 0x61, count: count) }

    static func unannounced(_ count: Int) -> Reply {
        .rawThenClose(Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + body(count))
    }

    @Test("A body as long as the limit passes", arguments: [0, 1, 1000])
    func atLimit(limit: Int) async throws {
        let announced = Reply.response(HTTPResponse(status: 200, body: Self.body(limit)))
        #expect(try await failure(announced, limit: limit) == nil)
        #expect(try await failure(Self.unannounced(limit), limit: limit) == nil)
    }

    @Test("A body one byte longer does not, announced or not", arguments: [0, 1, 1000])
    func overLimit(limit: Int) async throws {
        let announced = Reply.response(HTTPResponse(status: 200, body: Self.body(limit + 1)))
        #expect(try await failure(announced, limit: limit)?.code == .responseTooLarge)
        #expect(try await failure(Self.unannounced(limit + 1), limit: limit)?.code == .responseTooLarge)
    }

    @Test("An announced length is refused before the body comes")
    func announced() async throws {
        let reply = Reply.rawThenHang("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n")
        #expect(try await failure(reply, limit: 1000)?.code == .responseTooLarge)
    }

    @Test("A body without end is cut off")
    func endless() async throws {
        let chunk = Array("400\r\n".utf8) + Self.body(1024) + Array("\r\n".utf8)
        let head = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
        let reply = Reply.chunks([head] + Array(repeating: chunk, count: 10_000), pause: .zero)
        #expect(try await failure(reply, limit: 100_000)?.code == .responseTooLarge)
    }

    @Test("A length that announces too much memory takes none")
    func boast() async throws {
        let reply = Reply.rawThenClose(Array("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n".utf8))
        #expect(try await failure(reply, limit: 1000)?.code == .responseTooLarge)
    }

    @Test("Headers without end are cut off")
    func endlessHeaders() async throws {
        let line = Array("X-Filler: \(String(repeating: "a", count: 1000))\r\n".utf8)
        let reply = Reply.chunks(
            [Array("HTTP/1.1 200 OK\r\n".utf8)] + Array(repeating: line, count: 1000),
            pause: .zero
        )
        let error = try await failure(reply, limit: 1000)
        #expect(error?.code == .responseTooLarge)
        #expect(error?.message.contains("header") == true)
    }

    @Test("Sixty kilobytes of headers are accepted")
    func manyHeaders() async throws {
        var headers = HTTPHeaders()
        for _ in 0..<60 { headers.append(String(repeating: "a", count: 1000), for: "X-Filler") }
        #expect(try await failure(.response(HTTPResponse(status: 200, headers: headers)), limit: 0) == nil)
    }
}
