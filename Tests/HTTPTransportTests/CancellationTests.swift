// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

@Suite struct CancellationTests {
    let transport = CurlTransport()

    @Test("Cancelling the task ends the exchange at once, and the server sees the connection close")
    func inFlight() async throws {
        let server = try ScriptedServer { _ in .hang }
        defer { server.stop() }
        let request = HTTPRequest(.post, server.url, body: [1], options: loopback(timeout: nil))
        let task = Task { [transport] in await transport.failure(request) }
        try #require(await eventually { server.requests.count == 1 })

        task.cancel()
        #expect(await task.value?.code == .cancelled)
        #expect(await eventually { server.disconnectionCount == 1 })
    }

    @Test("A task that was cancelled before sends nothing")
    func beforeStart() async throws {
        let server = try ScriptedServer { _ in .json(200, "{}") }
        defer { server.stop() }
        let request = HTTPRequest(.get, server.url, options: loopback())
        let task = Task { [transport] in
            withUnsafeCurrentTask { $0?.cancel() }
            return await transport.failure(request)
        }
        #expect(await task.value?.code == .cancelled)
        #expect(server.connectionCount == 0)
    }

    @Test("Cancelling at any moment gives an answer or the cancellation, and disturbs no other request")
    func anyMoment() async throws {
        let server = try ScriptedServer { _ in .json(200, "{}") }
        defer { server.stop() }
        let request = HTTPRequest(.get, server.url, options: loopback())
        await withTaskGroup { group in
            for round in 0..<200 {
                group.addTask { [transport] in
                    let task = Task { await transport.failure(request) }
                    if round % 2 == 0 {
                        for _ in 0..<(round % 7) { await Task.yield() }
                        task.cancel()
                        let code = await task.value?.code
                        #expect(code == nil || code == .cancelled)
                    } else {
                        #expect(await task.value == nil)
                    }
                }
            }
        }
    }
}
