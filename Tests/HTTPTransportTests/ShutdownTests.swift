// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

@Suite struct ShutdownTests {
    @Test("Shutting down cancels what is in flight and closes the connections")
    func inFlight() async throws {
        let server = try ScriptedServer { _ in .hang }
        defer { server.stop() }
        let transport = CurlTransport()
        let request = HTTPRequest(.get, server.url, options: loopback(timeout: nil))
        let tasks = (0..<3).map { _ in Task { await transport.failure(request) } }
        try #require(await eventually { server.requests.count == 3 })

        transport.shutdown()
        for task in tasks {
            #expect(await task.value?.code == .cancelled)
        }
        #expect(await eventually { server.disconnectionCount == 3 })
    }

    @Test("A transport that is shut down, used or not, refuses requests", arguments: [true, false])
    func afterwards(isUsed: Bool) async throws {
        let server = try ScriptedServer { _ in .json(200, "{}") }
        defer { server.stop() }
        let transport = CurlTransport()
        let request = HTTPRequest(.get, server.url, options: loopback())
        if isUsed { _ = try await transport.send(request) }
        transport.shutdown()
        transport.shutdown()
        let error = await transport.failure(request)
        #expect(error?.code == .cancelled)
        #expect(error?.message.contains("shut down") == true)
        #expect(server.requests.count == (isUsed ? 1 : 0))
    }

    @Test("Shutting down while requests begin leaves none without an answer")
    func race() async throws {
        let server = try ScriptedServer { _ in .json(200, "{}") }
        defer { server.stop() }
        let request = HTTPRequest(.get, server.url, options: loopback())
        for _ in 0..<50 {
            let transport = CurlTransport()
            let tasks = (0..<4).map { _ in Task { await transport.failure(request) } }
            await Task.yield()
            transport.shutdown()
            for task in tasks {
                let code = await task.value?.code
                #expect(code == nil || code == .cancelled)
            }
        }
    }
}
