// SPDX-License-Identifier: Apache-2.0

/// A call to AWS that did not succeed, after all its attempts.
///
/// It never holds a request's body, a header or a credential. Items that DynamoDB returned with a failed condition
/// are there for the program; ``description`` leaves them out.
public struct AWSError: Error, Sendable, Equatable {
    /// Where it went wrong.
    public enum Kind: String, Sendable, CaseIterable {
        /// The service (or something in front of it) answered with an error: see ``AWSError/code``.
        case service
        /// There was no complete answer: see ``AWSError/code`` for which way it failed.
        case transport
        /// ``CallDeadline/current`` leaves no time: for the first attempt, for the rest of one, or for a retry.
        case deadline
        /// There are no credentials to sign with.
        case credentials
        /// The call was not sent because it cannot be: no such endpoint, or an input that cannot be written.
        case invalidRequest
        /// The service reported success, but the answer is not what the operation promises.
        case malformedAnswer
        /// An answer, or the number of its pages, passes the limit.
        case tooLarge
        /// The task was cancelled.
        case cancelled
    }

    /// Where it went wrong.
    public var kind: Kind

    /// The service, as in ``AWSService/id``: `DYNAMODB`.
    public var service: String

    /// The operation, as AWS spells it: `TransactWriteItems`.
    public var operation: String

    /// The service's error code (`ConditionalCheckFailedException`), or the transport's (`timedOut`). With kind
    /// `deadline` it is that of the last attempt, if there was one.
    public var code: String?

    /// What the service or transport said: one line of at most 500 characters.
    public var message: String

    /// The HTTP status of the last answer, if there was one.
    public var status: Int?

    /// What AWS Support asks for.
    public var requestID: String?

    /// How often the call was sent.
    public var attempts: Int

    /// Whether the call may have changed something although it failed: the answer of one of its attempts was lost, or
    /// was a server's fault.
    ///
    /// With a failed condition it means that an earlier attempt of this same call may have written what the last one
    /// found: read the item back before taking it for somebody else's.
    public var mayHaveTakenEffect: Bool

    /// For `TransactionCanceledException`, one reason for each action, in their order; empty otherwise.
    public var cancellationReasons: [CancellationReason]

    /// For `ConditionalCheckFailedException`, the item as it was, if there is one.
    public var existingItem: [String: AttributeValue]?

    /// Creates an error; tests and stand-ins do. `message` is made fit for a log line.
    public init(
        _ kind: Kind,
        service: String,
        operation: String,
        code: String? = nil,
        message: String,
        status: Int? = nil,
        requestID: String? = nil,
        attempts: Int = 1,
        mayHaveTakenEffect: Bool = false,
        cancellationReasons: [CancellationReason] = [],
        existingItem: [String: AttributeValue]? = nil
    ) {
        self.kind = kind
        self.service = service
        self.operation = operation
        self.code = code.map { SafeText.line($0, limit: 128) }
        self.message = SafeText.line(message, limit: 500)
        self.status = status
        self.requestID = requestID.map { SafeText.line($0, limit: 128) }
        self.attempts = attempts
        self.mayHaveTakenEffect = mayHaveTakenEffect
        self.cancellationReasons = cancellationReasons
        self.existingItem = existingItem
    }
}

extension AWSError: CustomStringConvertible {
    /// One line: `DYNAMODB PutItem: ConditionalCheckFailedException: The conditional request failed (HTTP 400,
    /// request id 4KDQ…, 2 attempts)`.
    public var description: String {
        var subject = "\(service) \(operation): "
        if kind != .service {
            subject += "\(kind.rawValue): "
        }
        if let code, code != kind.rawValue {
            subject += "\(code): "
        }
        let failedReasons = cancellationReasons.filter(\.isFailure).map(\.code)
        var details = failedReasons.isEmpty ? [] : ["reasons \(failedReasons.joined(separator: " "))"]
        if let status {
            details.append("HTTP \(status)")
        }
        if let requestID {
            details.append("request id \(requestID)")
        }
        details.append(attempts == 1 ? "1 attempt" : "\(attempts) attempts")
        return "\(subject)\(message) (\(details.joined(separator: ", ")))"
    }
}
