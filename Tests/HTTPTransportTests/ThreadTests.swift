// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import TestSupport
import Testing

/// Each of these measures something of the whole process, and so has a process of its own.
@Suite struct ThreadTests {
    @Test("A hundred requests in flight share one thread")
    func oneThread() async {
        await #expect(processExitsWith: .success) {
            let server = try ScriptedServer { _ in .hang }
            let transport = CurlTransport()
            #expect(!threadNames().contains("curl-transport"), "made without a request")
            let before = threadNames().count
            let tasks = (0..<100).map { _ in
                Task { await transport.failure(HTTPRequest(.get, server.url, options: loopback(timeout: nil))) }
            }
            #expect(await eventually { server.requests.count == 100 })
            #expect(server.connectionCount == 100)
            let after = threadNames()
            #expect(after.count { $0 == "curl-transport" } == 1)
            // The server has a hundred threads, libcurl one, and Swift runs tasks on one for each core.
            let cores = ProcessInfo.processInfo.activeProcessorCount
            #expect(after.count - before <= server.connectionCount + 1 + cores)

            for task in tasks { task.cancel() }
            for task in tasks { #expect(await task.value?.code == .cancelled) }
        }
    }

    @Test("Waiting takes no processor time")
    func noBusyWaiting() async {
        await #expect(processExitsWith: .success) {
            let server = try ScriptedServer { request in
                request.target == "/hang" ? .after(.milliseconds(200), .json(200, "{}")) : .json(200, "{}")
            }
            let transport = CurlTransport()
            _ = try await transport.send(HTTPRequest(.get, server.url, options: loopback()))
            let before = processorTime()
            _ = try await transport.send(HTTPRequest(.get, server.url + "/hang", options: loopback(timeout: nil)))
            #expect(processorTime() - before < .milliseconds(20))
        }
    }

    @Test("The thread ends with the transport")
    func threadEnds() async {
        await #expect(processExitsWith: .success) {
            let server = try ScriptedServer { _ in .json(200, "{}") }
            for _ in 0..<5 {
                let transport = CurlTransport()
                _ = try await transport.send(HTTPRequest(.get, server.url, options: loopback()))
            }
            #expect(await eventually { !threadNames().contains("curl-transport") })
            #expect(await eventually { server.disconnectionCount == 5 })
        }
    }

    @Test("Memory stays flat over thousands of requests")
    func memory() async {
        await #expect(processExitsWith: .success) {
            let body = [UInt8](repeating: 0x61, count: 16 * 1024)
            let server = try ScriptedServer { _ in .response(HTTPResponse(status: 200, body: body)) }
            let transport = CurlTransport()
            func send(_ count: Int) async throws {
                for _ in 0..<count {
                    _ = try await transport.send(HTTPRequest(.get, server.url, options: loopback()))
                }
            }
            try await send(500)
            let before = residentBytes()
            try await send(3000)
            // The server remembers every request, in about a kilobyte. One body kept for each would be 48 MB.
            #expect(residentBytes() - before < 8 * 1024 * 1024)
        }
    }
}

/// The names of this process's threads.
private func threadNames() -> [String] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return tasks.compactMap { task in
        // One that has ended since the directory was read has none.
        try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8).trimmingCharacters(in: .newlines)
    }
}

/// The processor time this process has used, its threads together.
private func processorTime() -> Duration {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func duration(_ time: timeval) -> Duration {
        .seconds(time.tv_sec) + .microseconds(Int64(time.tv_usec))
    }
    return duration(usage.ru_utime) + duration(usage.ru_stime)
}

/// The memory this process has in use.
private func residentBytes() -> Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(getpagesize()) : 0
}
