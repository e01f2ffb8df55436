// SPDX-License-Identifier: Apache-2.0

/// A custom permission set as the ledger keeps it, from before it is made until it has been deleted: an item of its own,
/// because it outlives the binding that it was made for.
public struct CustomSetRecord: Sendable, Equatable {
    /// How long a listing may not show yet what has been made.
    static let memory = Duration.seconds(600)

    /// How often a permission set that is lent is looked at, to see whether it still is.
    static let recheck = Duration.seconds(900)

    /// How long after a binding's next moment it may have gone.
    static let margin = Duration.seconds(60)

    /// How far it is.
    public enum State: Sendable, Equatable {
        /// It is being made, until this moment at the latest. Nothing is assigned yet.
        case making(until: Timestamp)
        /// It has been made and lent, with this ARN.
        case made(arn: String)
    }

    /// The request that defines it.
    public let requestID: RequestID

    public let name: String
    public let userID: String
    public let userEmail: String
    public let accountID: AccountID
    public var state: State

    /// When the sweep must look at it.
    public var dueAt: Timestamp

    /// How often it could not be deleted.
    public var failedAttempts: Int

    /// Goes up by one with each write.
    public var version: Int64

    /// Creates a record.
    public init(
        requestID: RequestID,
        name: String,
        userID: String,
        userEmail: String,
        accountID: AccountID,
        state: State,
        dueAt: Timestamp,
        failedAttempts: Int = 0,
        version: Int64 = 1
    ) {
        self.requestID = requestID
        self.name = name
        self.userID = userID
        self.userEmail = userEmail
        self.accountID = accountID
        self.state = state
        self.dueAt = dueAt
        self.failedAttempts = failedAttempts
        self.version = version
    }

    /// Its ARN, as far as it has been written down.
    public var arn: String? {
        guard case .made(let arn) = state else { return nil }
        return arn
    }

    /// What it was lent for; nil if it was not.
    var binding: Binding? {
        arn.map { Binding(userID: userID, accountID: accountID, permissionSetARN: $0) }
    }

    /// What audit records say it is about.
    var subject: AuditSubject {
        AuditSubject(userID: userID, userEmail: userEmail, accountID: accountID, permissionSet: name)
    }

    /// The record as it is written after this one.
    func next(_ state: State? = nil, dueAt: Timestamp) -> CustomSetRecord {
        var next = self
        next.state = state ?? self.state
        next.dueAt = dueAt.wholeSecond
        next.version = version.nextVersion
        return next
    }
}
