// SPDX-License-Identifier: Apache-2.0

public import Hashing

/// What became of verifying audit records: the trails, and what is wrong in them and around them.
public struct AuditVerification: Sendable, Equatable {
    /// The trails, in the order of their requests' ids, each followed by those in which it goes on.
    public let trails: [AuditChain.Trail]

    /// Everything that is wrong; nothing if the records are as they were written, and tell what can have happened.
    public let findings: [AuditFinding]

    /// Verifies records; see ``AuditChain/verify(_:expectedLast:)``.
    public init(of records: [AuditChain.Attributes], expectedLast: [String] = []) throws(HashingError) {
        trails = TrailJudging.judged(try AuditChain.trails(of: records))
        findings =
            AuditChain.unplaced(in: records) + trails.flatMap(\.findings) + AuditChain.successions(in: trails)
            + AuditChain.ends(of: trails, expected: expectedLast)
    }
}
