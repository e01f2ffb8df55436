// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import LambdaRuntime

@Suite("Writing lines")
struct LineWriterTests {
    /// What the system does with one call: takes so many bytes, or fails.
    enum Step {
        case take(Int)
        case fail(Int32)
    }

    /// A descriptor that behaves as scripted, then takes everything.
    private final class Descriptor: Sendable {
        private struct State {
            var steps: ArraySlice<Step>
            var written: [UInt8] = []
            var calls = 0
        }

        private let state: Mutex<State>

        init(_ steps: [Step]) { state = Mutex(State(steps: steps[...])) }

        var written: [UInt8] { state.withLock { $0.written } }
        var calls: Int { state.withLock { $0.calls } }

        @Sendable func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
            state.withLock { state in
                state.calls += 1
                switch state.steps.popFirst() ?? .take(.max) {
                case .take(let count):
                    let taken = bytes.prefix(count)
                    state.written += taken
                    return taken.count
                case .fail(let error):
                    errno = error
                    return -1
                }
            }
        }
    }

    private static let line = Array("a line\n".utf8)

    @Test("A line is one write")
    func oneWrite() {
        let descriptor = Descriptor([])
        LineWriter(descriptor: -1, write: descriptor.write).write(Self.line)
        #expect(descriptor.written == Self.line)
        #expect(descriptor.calls == 1)
    }

    @Test("What was not taken is written again, and an interruption is no reason to stop")
    func partialWrites() {
        let descriptor = Descriptor([.take(1), .fail(EINTR), .take(2), .fail(EINTR), .fail(EINTR), .take(3)])
        LineWriter(descriptor: -1, write: descriptor.write).write(Self.line)
        #expect(descriptor.written == Self.line)
        #expect(descriptor.calls == 7)
    }

    @Test("A stream that is gone loses the rest of the line and nothing else", arguments: [EPIPE, EBADF, EIO])
    func brokenStream(_ error: Int32) {
        let descriptor = Descriptor([.take(1), .fail(error)])
        let writer = LineWriter(descriptor: -1, write: descriptor.write)
        writer.write(Self.line)
        #expect(descriptor.written == [Self.line[0]])
        writer.write(Self.line)
        #expect(descriptor.written == [Self.line[0]] + Self.line)
    }

    @Test("A write that takes nothing does not turn into a circle")
    func nothingTaken() {
        let descriptor = Descriptor([.take(0)])
        LineWriter(descriptor: -1, write: descriptor.write).write(Self.line)
        #expect(descriptor.calls == 1)
    }

    @Test("Through a full, non-blocking pipe, lines of many threads arrive whole")
    func pipe() async {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        let writer = LineWriter(descriptor: descriptor)
        let reader = Task.detached { [handle = pipe.fileHandleForReading] in handle.readDataToEndOfFile() }
        await withTaskGroup { group in
            for letter in UInt8(ascii: "a")...UInt8(ascii: "h") {
                group.addTask {
                    writer.write([UInt8](repeating: letter, count: 100_000) + [0x0A])
                }
            }
        }
        try? pipe.fileHandleForWriting.close()
        let lines = await reader.value.split(separator: 0x0A)
        #expect(lines.count == 8)
        #expect(lines.allSatisfy { $0.count == 100_000 && Set($0).count == 1 })
    }
}
