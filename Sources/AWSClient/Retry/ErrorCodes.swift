// SPDX-License-Identifier: Apache-2.0

/// The error codes of AWS services that a retry may cure, as the AWS SDKs' standard mode lists them.
enum ErrorCodes {
    /// Too many requests.
    static let throttling: Set<String> = [
        "BandwidthLimitExceeded", "EC2ThrottledException", "KMSThrottling", "KMSThrottlingException",
        "LimitExceededException", "PriorRequestNotComplete", "ProvisionedThroughputExceededException",
        "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException", "SlowDown", "ThrottledException",
        "Throttling", "ThrottlingException", "TooManyRequestsException", "TransactionInProgressException",
    ]

    /// A fault that is likely to be over soon. Among them are those that a service's model marks as retryable:
    /// `InternalServerException` (identitystore) and `ReplicatedWriteConflictException` (DynamoDB). An operation on a
    /// single item that meets a transaction is refused with `TransactionConflictException` and changes nothing.
    static let transient: Set<String> = [
        "IDPCommunicationError", "InternalServerException", "ReplicatedWriteConflictException", "RequestTimeout",
        "RequestTimeoutException", "TransactionConflictException",
    ]

    /// Reasons of a cancelled transaction that are throttling.
    static let throttlingReasons: Set<String> = [
        "ProvisionedThroughputExceeded", "RequestLimitExceeded", "ThrottlingError",
    ]

    /// Reasons of a cancelled transaction that are likely to be over soon.
    static let transientReasons: Set<String> = ["TransactionConflict"]

    /// The clocks differ: the service says so.
    static let definiteClockSkew: Set<String> = ["RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"]

    /// The signature is wrong: maybe because the clocks differ, maybe because the key is wrong.
    static let possibleClockSkew: Set<String> = [
        "AuthFailure", "InvalidSignatureException", "SignatureDoesNotMatch",
    ]

    /// Codes whose messages quote the request's headers after the first sentence.
    static let quotingTheRequest: Set<String> = [
        "AuthFailure", "IncompleteSignature", "IncompleteSignatureException", "InvalidSignatureException",
        "SignatureDoesNotMatch",
    ]
}
