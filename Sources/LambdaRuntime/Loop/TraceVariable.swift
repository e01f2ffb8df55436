// SPDX-License-Identifier: Apache-2.0

import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The environment variable `_X_AMZN_TRACE_ID`, where X-Ray's tools look for the trace of the current invocation.
///
/// No environment can be changed while another thread reads it, not even with a lock of ours, since `getenv` takes none.
/// It is changed only between two invocations, when the one loop that calls it has nothing else in flight. Handlers
/// that leave tasks running behind an invocation, or that look at the trace from them, should use
/// ``LambdaContext/traceID`` instead.
///
/// `setenv` keeps a copy of every value it was ever given, 144 bytes an invocation with glibc, for ever. `putenv` uses
/// the caller's memory, so two buffers do, each long enough for any trace header. The one in the environment is never
/// written to: a reader that still has a pointer to the previous value can finish.
final class TraceVariable: Sendable {
    /// The name of the variable.
    static let name = "_X_AMZN_TRACE_ID"

    /// The process's own. There can only be one, because there is only one environment.
    static let process = TraceVariable()

    /// X-Ray's header has less than 200 bytes; Lambda may add to it.
    private static let capacity = 4096

    /// Addresses of memory that lasts as long as the process, as `putenv` demands.
    private struct Buffers: @unchecked Sendable {
        var spare = UnsafeMutablePointer<CChar>.allocate(capacity: TraceVariable.capacity)
        var inUse = UnsafeMutablePointer<CChar>.allocate(capacity: TraceVariable.capacity)
    }

    private let buffers = Mutex(Buffers())

    private init() {}

    /// Sets the variable; `nil`, and a value that cannot be one, removes it.
    func set(_ value: String?) {
        let definition = value.map { Array("\(Self.name)=\($0)".utf8CString) }
        guard let definition, definition.count <= Self.capacity, !definition.dropLast().contains(0) else {
            unsetenv(Self.name)
            return
        }
        buffers.withLock { buffers in
            buffers.spare.update(from: definition, count: definition.count)
            putenv(buffers.spare)
            swap(&buffers.spare, &buffers.inUse)
        }
    }
}
