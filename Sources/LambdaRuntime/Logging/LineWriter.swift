// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes lines to a file descriptor, each with one `write` if the system takes it whole.
///
/// `print` will not do: Swift's standard output is fully buffered where it is no terminal, so lines would be lost when
/// Lambda freezes or kills the process.
final class LineWriter: Sendable {
    private let descriptor: Int32
    private let write: @Sendable (Int32, UnsafeRawBufferPointer) -> Int

    /// Keeps lines whole: a pipe takes only 4096 bytes in one piece (`PIPE_BUF`).
    private let turn = Mutex(())

    /// - Parameter write: write(2), or something that behaves like it, `errno` included.
    init(
        descriptor: Int32,
        write: @escaping @Sendable (Int32, UnsafeRawBufferPointer) -> Int = systemWrite
    ) {
        self.descriptor = descriptor
        self.write = write
    }

    /// Writes all of `line`, waiting as long as it takes. What cannot be written is lost: there is nowhere to say so.
    func write(_ line: [UInt8]) {
        turn.withLock { _ in
            line.withUnsafeBytes { bytes in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let written = write(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                    if written > 0 {
                        rest = rest.dropFirst(written)
                    } else if !canGoOn(after: errno, written: written) {
                        return
                    }
                }
            }
        }
    }

    private func canGoOn(after error: Int32, written: Int) -> Bool {
        guard written < 0 else { return false }
        switch error {
        case EINTR:
            return true
        case EAGAIN:
            // Somebody made the stream non-blocking; it may be shared with another process, so leave it so.
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            return poll(&entry, 1, -1) > 0 || errno == EINTR
        default:
            return false
        }
    }
}

/// write(2), which ``LineWriter/write(_:)`` would otherwise hide.
@Sendable private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
