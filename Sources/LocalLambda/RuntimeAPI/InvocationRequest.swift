// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// An event for a function, with what the platform tells the function about it.
///
/// An optional that is nil, or an empty string, is not sent at all, as on the platform.
public struct InvocationRequest: Sendable, Equatable {
    /// The event, usually JSON, at most ``LocalRuntimeAPI/maximumEventSize`` bytes.
    public var event: Data
    /// Identifies the invocation; a redelivered event has the id of the first delivery.
    public var requestID: String
    /// Identifies this delivery of it, from then on when it is queued; an answer that names another is refused.
    var invocationID: String?
    /// When the platform stops waiting.
    public var deadline: Date?
    /// The function, version or alias that was invoked.
    public var functionARN: String?
    /// The X-Ray header, `Root=1-...;Parent=...;Sampled=1`.
    public var traceID: String?
    /// JSON from the caller's SDK (mobile apps).
    public var clientContext: String?
    /// JSON with `cognitoIdentityId` and `cognitoIdentityPoolId`.
    public var cognitoIdentity: String?
    /// The tenant, for functions with tenant isolation.
    public var tenantID: String?
    /// The type of the event.
    public var contentType: String

    /// An invocation with a new request id unless one is given.
    public init(
        event: Data,
        requestID: String = UUID().uuidString.lowercased(),
        deadline: Date? = nil,
        functionARN: String? = nil,
        traceID: String? = nil,
        clientContext: String? = nil,
        cognitoIdentity: String? = nil,
        tenantID: String? = nil,
        contentType: String = "application/json"
    ) {
        self.event = event
        self.requestID = requestID
        self.deadline = deadline
        self.functionARN = functionARN
        self.traceID = traceID
        self.clientContext = clientContext
        self.cognitoIdentity = cognitoIdentity
        self.tenantID = tenantID
        self.contentType = contentType
    }
}

extension InvocationRequest {
    /// The headers of the answer to `/next`, in a fixed order.
    var headers: [(name: String, value: String)] {
        let all: [(String, String?)] = [
            ("Lambda-Runtime-Aws-Request-Id", requestID),
            ("Lambda-Runtime-Invocation-Id", invocationID),
            ("Lambda-Runtime-Deadline-Ms", deadline.map { String(Int64(($0.timeIntervalSince1970 * 1000).rounded())) }),
            ("Lambda-Runtime-Invoked-Function-Arn", functionARN),
            ("Lambda-Runtime-Trace-Id", traceID),
            ("Lambda-Runtime-Client-Context", clientContext),
            ("Lambda-Runtime-Cognito-Identity", cognitoIdentity),
            ("Lambda-Runtime-Aws-Tenant-Id", tenantID),
            ("Content-Type", contentType.isEmpty ? "application/json" : contentType),
        ]
        return all.compactMap { name, value in
            guard let value, !value.isEmpty else { return nil }
            return (name, value)
        }
    }

    /// Checks what the platform checks before it accepts an invocation.
    func validate() throws(LocalRuntimeAPIError) {
        guard !requestID.isEmpty else { throw .invalidHeader(name: "Lambda-Runtime-Aws-Request-Id") }
        guard event.count <= LocalRuntimeAPI.maximumEventSize else { throw .eventTooLarge(bytes: event.count) }
        // A line break in a value would let it forge further headers.
        for (name, value) in headers where value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f })
        {
            throw .invalidHeader(name: name)
        }
    }
}
