// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import JITAccessAWS

@Suite("Files are read by the system's own calls")
struct SystemFileTests {
    @Test("All of it is read, or the limit and one byte more", arguments: [0, 1, 100, 16_383, 16_384, 16_385, 100_000])
    func content(count: Int) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try Data(bytes).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        for limit in [count, count + 1, 1_000_000] {
            #expect(SystemFile.bytes(of: path.path, limit: limit) == bytes)
        }
        for limit in [0, count / 2, count - 1] where limit >= 0 && limit < count {
            #expect(SystemFile.bytes(of: path.path, limit: limit) == Array(bytes.prefix(limit + 1)))
        }
    }

    @Test("A file that does not say how large it is, is read as well")
    func sizeless() throws {
        let found = try #require(SystemFile.bytes(of: "/proc/cpuinfo", limit: 1_000_000))
        #expect(found.starts(with: "processor".utf8))
        #expect(SystemFile.bytes(of: "/proc/cpuinfo", limit: 4) == Array("proce".utf8))
    }

    @Test("What is not there, or no file, is nil", arguments: ["/does/not/exist", "/tmp", ""])
    func missing(path: String) {
        #expect(SystemFile.bytes(of: path, limit: 100) == nil)
    }
}
