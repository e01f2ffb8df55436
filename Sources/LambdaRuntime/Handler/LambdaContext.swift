// SPDX-License-Identifier: Apache-2.0

public import FoundationEssentials
public import Logging

/// One invocation: who invoked what, and how long it may take.
public struct LambdaContext: Sendable {
    /// The caller of a function behind a mobile SDK, as Amazon Cognito authenticated them.
    public struct CognitoIdentity: Sendable, Equatable {
        /// Their id in the identity pool.
        public let identityID: String

        /// The pool.
        public let identityPoolID: String

        /// Creates an identity.
        public init(identityID: String, identityPoolID: String) {
            self.identityID = identityID
            self.identityPoolID = identityPoolID
        }
    }

    /// Lambda's id of the invocation. A retried asynchronous invocation keeps it.
    public let requestID: String

    /// When Lambda will stop the function.
    public let deadline: Date

    /// The ARN that was invoked, with the alias or version if one was named.
    public let invokedFunctionARN: String?

    /// The X-Ray trace header. Send it on as `X-Amzn-Trace-Id` so that Lambda can see a loop of functions.
    public let traceID: String?

    /// The JSON that a mobile SDK passed along, as it came.
    public let clientContext: [UInt8]?

    /// Who called, if it was a mobile SDK.
    public let cognitoIdentity: CognitoIdentity?

    /// Whose data this sandbox is for, if the function isolates tenants.
    public let tenantID: String?

    /// Writes to the function's log, with `requestId` and `tenantId` on every record.
    public let logger: Logger

    private let now: @Sendable () -> Date

    /// The time until ``deadline``, zero once it has passed. Stop retrying, and limit calls, before it runs out.
    public var remainingTime: Duration {
        .seconds(max(0, deadline.timeIntervalSince(now())))
    }

    /// Creates a context; the runtime does, and so do tests of handlers.
    ///
    /// - Parameter now: The clock that ``remainingTime`` reads.
    public init(
        requestID: String,
        deadline: Date,
        invokedFunctionARN: String? = nil,
        traceID: String? = nil,
        clientContext: [UInt8]? = nil,
        cognitoIdentity: CognitoIdentity? = nil,
        tenantID: String? = nil,
        logger: Logger,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        var logger = logger
        logger[metadataKey: LogKey.requestID] = .string(requestID)
        logger[metadataKey: LogKey.tenantID] = tenantID.map { .string($0) }
        self.requestID = requestID
        self.deadline = deadline
        self.invokedFunctionARN = invokedFunctionARN
        self.traceID = traceID
        self.clientContext = clientContext
        self.cognitoIdentity = cognitoIdentity
        self.tenantID = tenantID
        self.logger = logger
        self.now = now
    }
}
