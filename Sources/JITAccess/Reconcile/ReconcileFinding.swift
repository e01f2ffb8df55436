// SPDX-License-Identifier: Apache-2.0

/// One difference between the ledger and Identity Center.
public struct ReconcileFinding: Sendable, Equatable {
    /// What kind of difference.
    public enum Kind: String, Sendable, CaseIterable {
        /// Our access, and its time was over long enough ago for several sweeps.
        case late
        /// Ours by the ledger, and Identity Center has no assignment.
        case missing
        /// On a managed permission set, and not ours: somebody has made it past Hourglass.
        case foreign
    }

    /// What was done about it.
    public enum Outcome: Sendable, Equatable {
        /// Nothing.
        case reported
        /// It has been put right.
        case repaired
        /// The repair is written down and a sweep finishes it.
        case underWay
        case failed(String)
    }

    public let kind: Kind
    public let binding: Binding

    /// The permission set's name, as far as it is known.
    public let permissionSet: String?

    /// As far as it is known.
    public let userEmail: String?

    /// Since when: the end of the access that is late.
    public let since: Timestamp?

    public let outcome: Outcome

    /// Creates a finding.
    public init(
        _ kind: Kind,
        _ binding: Binding,
        permissionSet: String?,
        userEmail: String?,
        since: Timestamp?,
        outcome: Outcome
    ) {
        self.kind = kind
        self.binding = binding
        self.permissionSet = permissionSet
        self.userEmail = userEmail
        self.since = since
        self.outcome = outcome
    }

    /// What audit records say it is about.
    var subject: AuditSubject {
        AuditSubject(
            userID: binding.userID,
            userEmail: userEmail,
            accountID: binding.accountID,
            permissionSet: permissionSet ?? binding.permissionSetARN
        )
    }
}

/// How many of what a reconcile has seen.
public struct ReconcileTally: Sendable, Equatable {
    /// Assignments of ours that are as they should be.
    public var fine = 0
    /// Access that was there before its lease, and stays.
    public var standing = 0
    /// Being granted or removed just now, or too young for the listing to know.
    public var underWay = 0
    /// Assignments of groups, which nothing can be compared with.
    public var groups = 0
    public var late = 0
    public var missing = 0
    public var foreign = 0
    /// Differences that were put right, or are being.
    public var repaired = 0
    /// Differences whose repair failed.
    public var failed = 0
    /// Pairs of permission set and account that were looked at.
    public var pairs = 0

    /// Creates a tally of nothing.
    public init() {}

    /// The differences.
    public var differences: Int { late + missing + foreign }

    mutating func count(_ finding: ReconcileFinding) {
        switch finding.kind {
        case .late: late.countOne()
        case .missing: missing.countOne()
        case .foreign: foreign.countOne()
        }
        switch finding.outcome {
        case .reported: break
        case .repaired, .underWay: repaired.countOne()
        case .failed: failed.countOne()
        }
    }
}
