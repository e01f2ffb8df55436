// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// One invocation to make.
public struct FunctionCall: Sendable {
    /// The functions.
    public enum Function: Sendable { case grant, revoke }

    public let function: Function
    public let event: [UInt8]

    /// The Lambda request id; nil for a new one.
    public var invocationID: String?

    /// After so long the platform kills it.
    public var timeLimit: Duration

    public var faults: FaultPlan

    /// The way in.
    public var channel = Channel.direct

    /// An invocation of Grant, which has a minute.
    public static func grant(
        _ event: String,
        id: String? = nil,
        timeLimit: Duration = .seconds(60),
        faults: FaultPlan = .none
    ) -> FunctionCall {
        FunctionCall(.grant, Array(event.utf8), id, timeLimit, faults)
    }

    /// An invocation of Revoke, which has five minutes.
    public static func revoke(
        _ event: String,
        id: String? = nil,
        timeLimit: Duration = .seconds(300),
        faults: FaultPlan = .none
    ) -> FunctionCall {
        FunctionCall(.revoke, Array(event.utf8), id, timeLimit, faults)
    }

    /// A scheduled sweep.
    public static func sweep(
        id: String? = nil,
        timeLimit: Duration = .seconds(300),
        faults: FaultPlan = .none
    ) -> FunctionCall {
        revoke(
            #"{"source":"aws.events","detail-type":"Scheduled Event"}"#,
            id: id,
            timeLimit: timeLimit,
            faults: faults
        )
    }

    /// An invocation with an event that need not be text.
    public init(
        _ function: Function,
        _ event: [UInt8],
        _ invocationID: String? = nil,
        _ timeLimit: Duration = .seconds(60),
        _ faults: FaultPlan = .none
    ) {
        self.function = function
        self.event = event
        self.invocationID = invocationID
        self.timeLimit = timeLimit
        self.faults = faults
    }
}
