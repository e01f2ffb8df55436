// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LocalLambda

@Suite("How fast small answers are sent", .timeLimit(.minutes(2)))
struct PromptAnswerTests {
    /// Without this each warm invocation takes 40 ms longer, which is Nagle's algorithm waiting for an acknowledgement.
    @Test("Every connection of the Runtime API sends small pieces at once")
    func noDelay() async throws {
        let api = LocalRuntimeAPI()
        let runtime = HTTPRuntime(address: try await api.start())
        let waiting = Task { try await runtime.next() }
        try await until { await api.state == .ready }
        let port = try #require(UInt16(runtime.address.split(separator: ":").last ?? ""))
        let options = (0..<65_536).filter { localPort($0) == port }.map(noDelayOption)
        #expect(options.count >= 2, "the listening socket and a connection")
        #expect(options.allSatisfy { $0 != 0 })
        waiting.cancel()
        await api.stop()
    }

    private func localPort(_ descriptor: Int32) -> UInt16? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return code == 0 && address.sin_family == AF_INET ? UInt16(bigEndian: address.sin_port) : nil
    }

    private func noDelayOption(_ descriptor: Int32) -> Int32 {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &value, &length)
        return value
    }
}
