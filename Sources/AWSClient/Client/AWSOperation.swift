// SPDX-License-Identifier: Apache-2.0

/// One operation of a service, and how long an attempt at it may take.
struct AWSOperation: Sendable, Equatable {
    let service: AWSService

    /// As the service spells it: `TransactWriteItems`.
    let name: String

    /// The longest one attempt may take, from its start to the last byte.
    var attemptTimeout: Duration

    /// The longest that reaching the service may take.
    var connectTimeout: Duration

    /// The longest answer that is read.
    var maximumResponseBytes: Int

    /// Whether a call that may have taken effect can be sent again. Most operations here are idempotent or guarded by a
    /// condition.
    var isRepeatable: Bool

    init(
        _ service: AWSService,
        _ name: String,
        attemptTimeout: Duration = .seconds(8),
        connectTimeout: Duration = .seconds(3),
        maximumResponseBytes: Int = 4 * 1024 * 1024,
        isRepeatable: Bool = true
    ) {
        self.service = service
        self.name = name
        self.attemptTimeout = attemptTimeout
        self.connectTimeout = connectTimeout
        self.maximumResponseBytes = maximumResponseBytes
        self.isRepeatable = isRepeatable
    }

    /// An operation of DynamoDB, which answers in milliseconds from the same region: a slow answer is a lost one.
    /// Up to 4 MB of items (a transaction's) take more than that as JSON.
    static func dynamoDB(_ name: String, attemptTimeout: Duration = .seconds(3)) -> AWSOperation {
        AWSOperation(
            .dynamoDB,
            name,
            attemptTimeout: attemptTimeout,
            connectTimeout: .milliseconds(1500),
            maximumResponseBytes: 16 * 1024 * 1024
        )
    }
}
