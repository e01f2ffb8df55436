// SPDX-License-Identifier: Apache-2.0

/// A granted request as the ledger keeps it, so that the same request delivered again is known.
public struct RequestRecord: Sendable, Equatable {
    public let id: RequestID

    /// ``AccessRequest/digest()`` of what was asked for.
    public let digest: String

    public let binding: Binding
    public let userEmail: String

    /// The name of the permission set.
    public let permissionSet: String

    public let createdAt: Timestamp

    /// The rule that allowed it.
    public let policyRule: String

    public var leaseStatus: LeaseStatus
    public var expiresAt: Timestamp

    /// Whether the user had the access already.
    public let isStanding: Bool

    /// Why it failed, if it did.
    public var failure: String?

    /// Creates a record.
    public init(
        id: RequestID,
        digest: String,
        binding: Binding,
        userEmail: String,
        permissionSet: String,
        createdAt: Timestamp,
        policyRule: String,
        leaseStatus: LeaseStatus,
        expiresAt: Timestamp,
        isStanding: Bool,
        failure: String? = nil
    ) {
        self.id = id
        self.digest = digest
        self.binding = binding
        self.userEmail = userEmail
        self.permissionSet = permissionSet
        self.createdAt = createdAt
        self.policyRule = policyRule
        self.leaseStatus = leaseStatus
        self.expiresAt = expiresAt
        self.isStanding = isStanding
        self.failure = failure
    }
}
