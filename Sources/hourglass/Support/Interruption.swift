// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Synchronization

/// Ctrl-C and `kill`: functions have process groups of their own, so the signal does not reach them; cancelling the
/// work does.
enum Interruption {
    /// Runs `body` and cancels it on SIGINT or SIGTERM.
    ///
    /// - Throws: The exit code that shells expect after a signal, 128 and its number; what `body` throws.
    static func cancelling<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
        let task = Task { try await body() }
        let received = Received()
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                received.set(number)
                task.cancel()
            }
            source.resume()
            return source
        }
        defer { for source in sources { source.cancel() } }
        do {
            return try await task.value
        } catch is CancellationError {
            throw ExitCode(128 + (received.signal ?? SIGINT))
        }
    }

    private final class Received: Sendable {
        private let number = Mutex<Int32?>(nil)

        var signal: Int32? { number.withLock { $0 } }

        func set(_ signal: Int32) { number.withLock { $0 = signal } }
    }
}
