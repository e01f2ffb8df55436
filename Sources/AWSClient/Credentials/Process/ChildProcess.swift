// SPDX-License-Identifier: Apache-2.0

#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A program that runs beside this one, and what it writes to its standard output.
///
/// Its standard error is this program's own, so that a person sees what it says; its standard input is empty. It stays
/// in this program's process group, where it may ask something on the terminal and is stopped by Ctrl-C. Letting go of
/// the value ends the program, if it has not ended by itself.
struct ChildProcess: ~Copyable {
    /// How a program ended.
    enum Status: Equatable {
        case exited(CInt)
        case killed(signal: CInt)
    }

    /// Why there is no output.
    enum Failure: Error, Equatable {
        /// A system call failed with this `errno`.
        case system(CInt)
        case timedOut
        case tooMuchOutput
        case cancelled
    }

    private let id: pid_t
    private let output: CInt
    private var status: Status?

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: A path, or a name that is looked for in the `PATH` of this process.
    ///   - arguments: What follows the program's name.
    ///   - environment: All it sees of an environment.
    init(_ program: String, _ arguments: [String], environment: [String: String]) throws(Failure) {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .system(errno) }
        let (readEnd, writeEnd) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        defer { close(writeEnd) }
        do {
            id = try SpawnRequest(standardOutput: writeEnd).spawn(program, arguments, environment: environment)
        } catch {
            close(readEnd)
            throw error
        }
        output = readEnd
    }

    deinit {
        close(output)
        if status == nil {
            kill(id, SIGKILL)
            var ignored: CInt = 0
            waitpid(id, &ignored, 0)
        }
    }

    /// Waits until the program has ended; gives what it wrote and how it ended.
    ///
    /// It looks every few milliseconds instead of blocking a thread that other tasks need.
    ///
    /// - Throws: ``Failure`` if it runs longer than `timeout`, writes more than `limit` bytes, or the task is cancelled.
    mutating func finish(timeout: Duration, limit: Int) async throws(Failure) -> (output: [UInt8], status: Status) {
        let deadline = ContinuousClock.now + timeout
        var bytes: [UInt8] = []
        while true {
            // In this order, so that what it wrote before it ended is read.
            let status = try endStatus()
            try read(into: &bytes, limit: limit)
            if let status { return (bytes, status) }
            guard ContinuousClock.now < deadline else { throw .timedOut }
            do {
                try await Task.sleep(for: .milliseconds(5))
            } catch {
                throw .cancelled
            }
        }
    }

    private mutating func endStatus() throws(Failure) -> Status? {
        var code: CInt = 0
        let result = waitpid(id, &code, WNOHANG)
        guard result != 0 else { return nil }
        guard result == id else { throw .system(errno) }
        // The macros of wait(2), which Swift does not import.
        let signal = code & 0x7F
        status = signal == 0 ? .exited((code >> 8) & 0xFF) : .killed(signal: signal)
        return status
    }

    /// Reads what there is to read now.
    private func read(into bytes: inout [UInt8], limit: Int) throws(Failure) {
        var chunk = [UInt8](repeating: 0, count: 4096)
        var readable = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        while poll(&readable, 1, 0) > 0 {
            #if canImport(Musl)
                let count = Musl.read(output, &chunk, chunk.count)
            #else
                let count = Glibc.read(output, &chunk, chunk.count)
            #endif
            guard count > 0 else {
                if count < 0, errno != EINTR { throw .system(errno) }
                return
            }
            bytes += chunk.prefix(count)
            guard bytes.count <= limit else { throw .tooMuchOutput }
        }
    }
}
