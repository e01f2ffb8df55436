// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

@Suite struct ConnectionReuseTests {
    let transport = CurlTransport()

    @Test("Requests one after another share a connection, also after an error status")
    func reuse() async throws {
        let server = try ScriptedServer { request in
            .json(request.index == 1 ? 500 : 200, #"{"n": \#(request.index)}"#)
        }
        defer { server.stop() }
        for index in 0..<5 {
            let method: HTTPRequest.Method = index % 2 == 0 ? .post : .get
            _ = try await transport.send(HTTPRequest(method, server.url, options: loopback()))
        }
        #expect(server.connectionCount == 1)
    }

    @Test("A request may ask for a fresh connection")
    func freshConnection() async throws {
        let server = try ScriptedServer { _ in .json(200, "{}") }
        defer { server.stop() }
        for reuses in [true, false, true] {
            let options = loopback(reusesConnection: reuses)
            _ = try await transport.send(HTTPRequest(.get, server.url, options: options))
        }
        #expect(server.requests.map(\.connection).prefix(2) == [1, 2])
        #expect(server.connectionCount == 2)
    }

    @Test("Requests at the same time have a connection each, which later ones use again")
    func parallel() async throws {
        let server = try ScriptedServer { request in
            request.target == "/slow" ? .after(.milliseconds(50), .json(200, "{}")) : .json(200, "{}")
        }
        defer { server.stop() }
        try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask { [transport] in
                    _ = try await transport.send(HTTPRequest(.get, server.url + "/slow", options: loopback()))
                }
            }
            try await group.waitForAll()
        }
        #expect(server.connectionCount == 4)
        for _ in 0..<4 {
            _ = try await transport.send(HTTPRequest(.get, server.url, options: loopback()))
        }
        #expect(server.connectionCount == 4)
    }

    @Test("Nothing of one request is left for the next on the same handle")
    func noLeftovers() async throws {
        let server = try ScriptedServer { _ in .json(200, "{}") }
        defer { server.stop() }
        _ = try await transport.send(
            HTTPRequest(
                .post,
                server.url,
                headers: ["Authorization": "hush", "Content-Type": "a/b"],
                body: [1],
                options: loopback()
            )
        )
        _ = try await transport.send(HTTPRequest(.get, server.url, options: loopback()))
        let second = try #require(server.requests.last)
        #expect(second.headers.fields.map(\.name) == ["Host", "Accept"])
    }
}
