// SPDX-License-Identifier: Apache-2.0

/// When the access began that an extension prolongs, with all its extensions before.
///
/// The item of a request says it too, and whoever may write the item may write a later moment, by which the bound on the
/// whole would be counted anew. The audit trail says it under its hashes: the first grant that was confirmed or, of an
/// extension, what its first record has taken from the trail before it.
struct ChainBeginning {
    /// The request that is prolonged, as its item has it.
    let record: RequestRecord

    /// - Parameter trail: every record of the request's trail.
    /// - Throws: ``Refusal`` (409) if the trail is not whole, or is another request's.
    func moment(_ trail: [AuditChain.Attributes]) throws(Refusal) -> Timestamp {
        guard let verified = try? AuditVerification(of: trail), verified.findings.isEmpty, verified.trails.count == 1,
            let records = verified.trails.first?.records, let first = records.first
        else { throw notVerified("its records do not follow each other, or one was changed") }
        // Revoke's role cannot write a record that has a digest, so it cannot write the first one anew.
        guard first.text("request_id") == record.id.description, first.text("user_id") == record.userID,
            let digest = try? record.request.digest(), first.text("request_digest") == digest
        else { throw notVerified("it does not begin with what the state table says that was asked for") }
        let began = try beginning(records, after: first)
        // An editor of the item can make the access older by this, and lose time by it.
        return min(began, record.beginning)
    }

    private func beginning(
        _ records: [AuditChain.Attributes],
        after first: AuditChain.Attributes
    ) throws(Refusal) -> Timestamp {
        if first.text("action") == AuditEntry.Action.extend.rawValue {
            guard let began = first.moment("chain_began_at") else {
                throw notVerified("it does not say when the access began that the request has prolonged")
            }
            return began
        }
        let granted = records.first { record in
            record.text("action") == AuditEntry.Action.grant.rawValue
                && record.text("status") == AuditEntry.Status.success.rawValue
        }
        if let usableFrom = granted?.moment("usable_from") { return usableFrom }
        guard let asked = first.text("timestamp").flatMap(Timestamp.init(rfc3339:)) else {
            throw notVerified("its first record does not say when it was written")
        }
        return asked.wholeSecond
    }

    private func notVerified(_ why: String) -> Refusal {
        Refusal(
            .trailNotVerified,
            "How long this access has lasted cannot be told: the audit trail of the request \(record.id.given) cannot be verified, "
                + "because \(why). Make a new request, and have an administrator look at the trail."
        )
    }
}

extension AuditChain.Attributes {
    fileprivate func moment(_ name: String) -> Timestamp? {
        guard case .integer(let seconds)? = self[name] else { return nil }
        return Timestamp(seconds: seconds)
    }
}

extension GrantContext {
    /// When the access began that an extension of `extended` would prolong.
    ///
    /// - Throws: ``Refusal``: 409 if its trail cannot be verified, 500 if it cannot be read.
    func beginning(of extended: RequestRecord) async throws(Refusal) -> Timestamp {
        let ledger = surroundings.ledger
        let trail = try refusing(
            await attempt { () throws(LedgerError) in try await ledger.auditTrail(of: extended.id) }
        )
        return try ChainBeginning(record: extended).moment(trail)
    }
}
