// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Foundation
import Synchronization

/// The pipe a function writes its log to, read by a thread of its own.
final class LogPipe: Sendable {
    /// The end the child writes to; closed here once the child has it.
    let writeEnd: Int32
    private let readEnd: Int32
    private let lines = Mutex(LogLines())
    private let onLine: @Sendable (String) -> Void

    init(onLine: @escaping @Sendable (String) -> Void) throws(FunctionProcessError) {
        var ends: [Int32] = [-1, -1]
        let code = cspawn_pipe(&ends)
        guard code == 0 else { throw FunctionProcessError(errno: code, path: "the pipe for the log") }
        (readEnd, writeEnd) = (ends[0], ends[1])
        _ = fcntl(readEnd, F_SETFL, O_NONBLOCK)
        self.onLine = onLine
    }

    deinit { close(readEnd) }

    func closeWriteEnd() { close(writeEnd) }

    /// Reads until nobody can write any more.
    func startReading() {
        Thread.detachNewThread { [self] in
            var waiting = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
            repeat {
                let ready = poll(&waiting, 1, -1)
                if ready < 0 && errno != EINTR { return }
            } while !drain()
        }
    }

    /// Passes on everything that has been written by now; when it returns, `onLine` has been called for all of it.
    ///
    /// - Returns: Whether all writers are gone.
    @discardableResult
    func drain() -> Bool {
        lines.withLock { lines in
            while true {
                let count = withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 1) { buffer in
                    let count = read(readEnd, buffer.baseAddress, buffer.count)
                    if count > 0 { lines.take(UnsafeRawBufferPointer(rebasing: buffer.prefix(count))).forEach(onLine) }
                    return count
                }
                if count > 0 || (count < 0 && errno == EINTR) { continue }
                return count == 0
            }
        }
    }

    /// Passes on what is left when the function has ended, a last line without an end included.
    func finish() {
        drain()
        lines.withLock { lines in
            if let last = lines.finish() { onLine(last) }
        }
    }
}
