// SPDX-License-Identifier: Apache-2.0

extension RequestRecord {
    /// Whether the item says that the request is the speaker's own: made by them or through them, or for access of theirs.
    fileprivate func isSaidToBelong(to speaker: Speaker) -> Bool {
        if case .integration = speaker.kind { return requestedBy.proof == speaker.proof }
        if let userID = speaker.userID { return userID == self.userID || userID == requestedBy.userID }
        return speaker.kind == requestedBy.kind && speaker.kind != .unidentified
    }
}

extension GrantContext {
    var ownership: Ownership { Ownership(ledger: surroundings.ledger, policy: inForce) }
}

/// Whose a request is, and who has approved it.
///
/// Its item says so, and whoever may write items may write themselves into one. So this is believed only as the audit trail
/// says it too: the first record has who asked, and each approval is a record with the digest of what was approved, which
/// Revoke's role cannot write. Whose access it is needs no more than the item: it is the access that its binding names.
struct Ownership {
    let ledger: any Ledger
    let policy: PolicyInForce

    /// Whether the speaker may see and end it without being an approver: its owner, or the system that calls the
    /// functions directly, which answers for everything.
    ///
    /// - Throws: ``Refusal`` (503) if the trail cannot be read.
    func isOpen(_ record: RequestRecord, to speaker: Speaker) async throws(Refusal) -> Bool {
        if speaker.kind == .callingSystem { return true }
        return try await belongs(record, to: speaker)
    }

    /// Whether the request is the speaker's own: made by them or through them, or for access of theirs.
    ///
    /// - Throws: ``Refusal`` (503) if the trail cannot be read.
    func belongs(_ record: RequestRecord, to speaker: Speaker) async throws(Refusal) -> Bool {
        guard record.isSaidToBelong(to: speaker) else { return false }
        // An integration is believed by the policy alone. Without one it is by what it did while it was known: it speaks for
        // people about what they have asked for through it.
        var proof: Speaker.Proof?
        if policy.fault != nil, case .integration = speaker.proof { proof = speaker.proof }
        let isOwn = speaker.userID == record.userID && speaker.userID != nil
        if isOwn, proof == nil { return true }
        let ledger = ledger
        let ends = try refusing(
            await attempt { () throws(LedgerError) in try await ledger.auditEnds(of: record.id) }
        )
        guard let first = ends?.first, first.isAsking else { return false }
        if let proof, first.text("actor_proof") != proof.description { return false }
        return isOwn || first.isBy(speaker)
    }

    /// Whether this person has approved what was asked for.
    ///
    /// - Throws: ``Refusal`` (503) if the trail cannot be read.
    func hasApproved(_ record: RequestRecord, _ userID: String) async throws(Refusal) -> Bool {
        guard record.approvals.contains(where: { $0.by.userID == userID }) else { return false }
        let ledger = ledger
        let trail = try refusing(
            await attempt { () throws(LedgerError) in try await ledger.auditTrail(of: record.id) }
        )
        guard let digest = trail.first?.text("request_digest") else { return false }
        return trail.contains { $0.isApproval(of: digest, by: userID) }
    }
}

extension AuditChain.Attributes {
    /// Whether a trail that begins with this is one of a request.
    fileprivate var isAsking: Bool { step?.action == .request || step?.action == .extend }

    /// Whether the speaker has written it.
    fileprivate func isBy(_ speaker: Speaker) -> Bool {
        switch speaker.kind {
        case .person(let userID): return text("actor_user_id") == userID
        case .integration: return text("actor_proof") == speaker.proof.description
        case .mapped(let name): return text("policy_actor") == name
        case .callingSystem, .schedule: return text("actor_proof") == speaker.proof.description
        case .unidentified: return false
        }
    }

    fileprivate func isApproval(of digest: String, by userID: String) -> Bool {
        step == AuditStep(action: .approve, status: .success) && text("actor_user_id") == userID
            && text("request_digest") == digest
    }
}
