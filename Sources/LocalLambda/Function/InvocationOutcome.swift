// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// What became of an invocation, as its invoker sees it.
public enum InvocationOutcome: Sendable, Equatable {
    /// The function answered with these bytes.
    case success(Data)
    /// The function reported an error; it goes on living.
    case functionError(ReportedError)
    /// The function could not start and said why.
    case initError(ReportedError)
    /// The process ended before it answered. The platform reports `Runtime.ExitError`.
    case exited(ProcessExit, log: [String])
    /// The process did not answer in time and was killed. The platform reports `Sandbox.Timedout`.
    case timedOut(Phase, after: Duration)

    /// What took too long.
    public enum Phase: String, Sendable {
        /// From the launch to the first request for an event.
        case initialization
        /// From the event to the next request for one.
        case invocation
    }

    /// The error the invoker gets; nil for a success.
    public func error(requestID: String) -> ReportedError? {
        switch self {
        case .success: nil
        case .functionError(let error), .initError(let error): error
        case .exited(.status(0), _):
            ReportedError(
                platformType: "Runtime.ExitError",
                message: "RequestId: \(requestID) Error: Runtime exited without providing a reason"
            )
        case .exited(let exit, _):
            ReportedError(
                platformType: "Runtime.ExitError",
                message: "RequestId: \(requestID) Error: Runtime exited with error: \(exit)"
            )
        case .timedOut(_, let limit):
            ReportedError(
                platformType: "Sandbox.Timedout",
                message: "RequestId: \(requestID) Error: Task timed out after \(limit.inSeconds) seconds"
            )
        }
    }
}

/// An invocation's outcome and what it took.
public struct InvocationReport: Sendable, Equatable {
    /// What the invoker sees.
    public var outcome: InvocationOutcome
    /// From handing over the event to the answer (or to the end, if there was none).
    public var duration: Duration
    /// From the launch of the process to its first request for an event; nil if it was running already.
    public var start: Duration?
    /// The most memory the process has had resident so far, in bytes.
    public var peakMemory: Int?
    /// Set if the process ended in this invocation, even after it had answered: then the answer counts for the
    /// invoker, but the platform records an error and the next invocation starts a new process.
    public var exit: ProcessExit?
    /// What the function wrote to its log (at most the last ten thousand lines).
    public var log: [String]
}

extension Duration {
    /// Seconds with two decimals, `3.00`.
    var inSeconds: String {
        String(format: "%.2f", Double(components.seconds) + Double(components.attoseconds) / 1e18)
    }
}
