// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What senders and the loop's thread have between them: commands one way, and the state of the thread.
final class Mailbox: Sendable {
    enum Command: Sendable {
        case start(Exchange, Exchange.Continuation)
        case cancel(Exchange)
    }

    private enum Phase {
        /// There is no thread; the next exchange starts one.
        case idle
        /// A thread has been started, and can be woken once it has a multi handle.
        case running(Waker?)
        case closed
    }

    private struct State {
        var phase = Phase.idle
        var commands: [Command] = []

        mutating func post(_ command: Command) {
            // The first command wakes the thread; those after it are taken along.
            if commands.isEmpty, case .running(let waker?) = phase {
                waker.wake()
            }
            commands.append(command)
        }

        mutating func takeAll() -> [Command] {
            defer { commands = [] }
            return commands
        }
    }

    private let settings: TransportSettings
    private let state = Mutex(State())

    init(settings: TransportSettings) {
        self.settings = settings
    }

    // MARK: Called by senders

    /// Starts the thread before there is anything for it to do. If it cannot be made, the first exchange says so, or has
    /// better luck.
    func prepare() {
        state.withLock { state in
            if case .idle = state.phase { startThread(&state) }
        }
    }

    /// Leaves the phase idle if no thread can be made.
    private func startThread(_ state: inout State) {
        if LoopThread.start({ CurlLoop.serve(self, settings: self.settings) }) { state.phase = .running(nil) }
    }

    /// Begins an exchange; the continuation is resumed when it has ended, whatever happens.
    func start(_ exchange: Exchange, reportingTo continuation: Exchange.Continuation) {
        let refusal: TransportError? = state.withLock { state in
            switch state.phase {
            case .closed:
                return TransportError(
                    .cancelled,
                    "\(exchange.request.label) was not started: the transport is shut down."
                )
            case .idle:
                startThread(&state)
                guard case .running = state.phase else {
                    return TransportError(.other, "\(exchange.request.label) was not started: no thread could be made.")
                }
            case .running:
                break
            }
            state.post(.start(exchange, continuation))
            return nil
        }
        if let refusal {
            continuation.resume(returning: .failure(refusal))
        }
    }

    /// Ends an exchange that is under way, or keeps it from beginning.
    func cancel(_ exchange: Exchange) {
        exchange.markCancelled()
        state.withLock { state in
            guard case .running = state.phase else { return }
            state.post(.cancel(exchange))
        }
    }

    /// Ends the thread, for good.
    func close() {
        state.withLock { state in
            if case .running(let waker?) = state.phase {
                waker.wake()
            }
            state.phase = .closed
        }
    }

    // MARK: Called by the loop's thread

    /// Lets senders wake the thread. ``leave()`` must be called before the multi handle is gone.
    func enter(_ waker: Waker) {
        state.withLock { state in
            guard case .running = state.phase else { return }
            state.phase = .running(waker)
        }
    }

    /// The commands since the last call, in order; `nil` once the mailbox is closed.
    func take() -> [Command]? {
        state.withLock { state in
            if case .closed = state.phase { return nil }
            return state.takeAll()
        }
    }

    /// Says that the thread is about to end; returns the commands it has not taken.
    func leave() -> [Command] {
        state.withLock { state in
            if case .running = state.phase {
                state.phase = .idle
            }
            return state.takeAll()
        }
    }
}
