// SPDX-License-Identifier: Apache-2.0

public import Foundation
import Synchronization

/// A function's executable, running as a child process.
///
/// Its standard output and standard error are one log, in the order written. It has a process group of its own and is
/// killed with all it started, as the platform kills a sandbox.
public final class FunctionProcess: Sendable {
    /// When it was launched.
    public let launched: ContinuousClock.Instant
    /// Its process id.
    public let id: Int32

    private struct State {
        var exit: ProcessExit?
        var peakMemory: Int?
        var waiting: [CheckedContinuation<ProcessExit, Never>] = []
    }

    private let state = Mutex(State())
    private let log: LogPipe
    private let onExit: @Sendable (ProcessExit) -> Void

    /// Launches the executable.
    ///
    /// - Parameters:
    ///   - environment: All of its environment; nothing is inherited.
    ///   - workingDirectory: The folder of the executable unless another is given.
    ///   - onLogLine: Called for each line of the log, in order. It must not call this process.
    ///   - onExit: Called once, after the last line of the log.
    public init(
        executable: URL,
        environment: [String: String],
        workingDirectory: URL? = nil,
        onLogLine: @escaping @Sendable (String) -> Void = { _ in },
        onExit: @escaping @Sendable (ProcessExit) -> Void = { _ in }
    ) throws(FunctionProcessError) {
        let executable = executable.absoluteURL
        let folder = (workingDirectory ?? executable.deletingLastPathComponent()).path
        let log = try LogPipe(onLine: onLogLine)
        defer { log.closeWriteEnd() }
        launched = .now
        id = try Spawn.start(
            executable: executable.path,
            environment: environment,
            workingDirectory: folder,
            output: log.writeEnd
        )
        self.log = log
        self.onExit = onExit
        log.startReading()
        Thread.detachNewThread { [self] in reap() }
    }

    /// How it ended; nil while it runs.
    public var exit: ProcessExit? { state.withLock { $0.exit } }

    /// The most memory it has had resident, in bytes. Of a process that ended by itself only what was seen before is
    /// known, because the system forgets it with the process.
    public var peakMemory: Int? {
        state.withLock { state in
            if state.exit == nil, let now = PeakMemory.read(of: id) { state.peakMemory = now }
            return state.peakMemory
        }
    }

    /// Ends it at once, with all it started.
    public func kill() {
        _ = peakMemory
        state.withLock { state in
            // Once reaped, the id may belong to somebody else.
            if state.exit == nil { killGroup() }
        }
    }

    /// Waits until it has ended and its log is complete.
    @discardableResult
    public func waitForExit() async -> ProcessExit {
        await withCheckedContinuation { continuation in
            let exit = state.withLock { state in
                if state.exit == nil { state.waiting.append(continuation) }
                return state.exit
            }
            if let exit { continuation.resume(returning: exit) }
        }
    }

    /// Passes on all log lines written by now.
    public func flushLog() { log.drain() }

    private func reap() {
        var info = siginfo_t()
        while waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR {}
        // It is dead but its id is still ours: what it started must not outlive it, nor keep the log open.
        killGroup()
        log.finish()
        let (exit, waiting) = state.withLock { state in
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0 && errno == EINTR {}
            let exit = ProcessExit(waitStatus: status)
            state.exit = exit
            defer { state.waiting = [] }
            return (exit, state.waiting)
        }
        onExit(exit)
        for continuation in waiting { continuation.resume(returning: exit) }
    }

    private func killGroup() { _ = Foundation.kill(-id, SIGKILL) }
}

extension ProcessExit {
    /// Reads the status of `waitpid`, whose macros Swift does not import.
    init(waitStatus status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .status((status >> 8) & 0xff) : .signal(signal)
    }
}
