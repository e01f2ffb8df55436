// SPDX-License-Identifier: Apache-2.0

/// Believes a stored request only if Grant has written it as it is, and nothing has happened to it since.
///
/// Whoever can write to the state table can write a request that says it is approved, change what one asks for, or put an
/// older item back. None of them can make a seal.
struct SealVerification {
    /// What was found.
    enum Outcome: Equatable {
        /// It is as Grant has written it, and its trail ends so.
        case verified(AuditTail)
        /// Another invocation has moved it on while it was read: read it again.
        case changed
        /// It is not sealed, or sealed over something else.
        case refused(String)
    }

    let surroundings: Surroundings

    /// - Throws: ``Refusal`` (503) if that cannot be told now: nothing is concluded from it.
    func run(_ record: RequestRecord) async throws(Refusal) -> Outcome {
        let seals = surroundings.seals
        guard seals.isConfigured else { throw .sealKeyMissing }
        let ledger = surroundings.ledger
        // The adapter makes the hash of the last record anew from its contents.
        let read = await attempt { () throws(LedgerError) in try await ledger.auditTail(of: record.id) }
        if case .failure(.unreadable(let problem)) = read {
            // It stays so, and nothing can be sealed over it.
            return .refused("The end of its audit trail cannot be understood: \(problem)")
        }
        let tail = try refusing(read)
        if let seal = record.seal {
            let sealed = SealedRequest(record: record, tail: tail, table: seals.table)
            let isGenuine = try await seals.verify(seal, of: sealed)
            // The seal is over the digest, and not over each member that the digest is of.
            let isOfRequest = (try? record.request.digest()) == record.digest
            if isGenuine, isOfRequest { return .verified(tail) }
        }
        // The two were read one after the other: a step in between makes them differ.
        let again = try refusing(await attempt { () throws(LedgerError) in try await ledger.request(record.id) })
        guard again == record else { return .changed }
        return .refused(
            record.seal == nil
                ? "The item has no seal: Grant did not write it as it is."
                : "The seal or the digest is not over what the item says, or not over the end of its audit trail."
        )
    }
}

extension GrantContext {
    /// Verifies a request that was read, so that what is decided now may build on it; false if it has to be read again.
    ///
    /// - Throws: ``Refusal``: 409 if it is not as Grant has written it, after it was set aside; 503 if that cannot be
    ///   told now.
    func verify(_ record: RequestRecord, _ writer: inout LedgerWriter) async throws(Refusal) -> Bool {
        switch try await SealVerification(surroundings: surroundings).run(record) {
        case .verified(let tail):
            writer.vouch(for: record.id, after: tail)
            return true
        case .changed: return false
        case .refused(let reason):
            try await ForgedRequests(context: self).setAside([ForgedRequest(record: record, reason: reason)])
            throw .notSealed(record, reason, isRecorded: true)
        }
    }
}

extension Refusal {
    /// Nothing can be left for a later invocation to believe. The commands are those of docs/deploy.md.
    static let sealKeyMissing = Refusal(
        .sealKeyMissing,
        "What waits for an approval or a later start must be sealed, and Grant has no key for that (SEAL_KEY). "
            + "Two commands make and set one: "
            + "`aws kms create-key --key-spec HMAC_256 --key-usage GENERATE_VERIFY_MAC "
            + "--policy file://dist/documents/seal-key.json` and "
            + "`aws lambda update-function-configuration --function-name hourglass-Grant "
            + "--environment file://dist/documents/Grant-environment.json`. "
            + "docs/deploy.md says how their files are made, in \"The key that seals requests\"."
    )

    /// - Parameter isRecorded: whether the request was set aside, and that recorded.
    static func notSealed(_ record: RequestRecord, _ reason: String, isRecorded: Bool = false) -> Refusal {
        Refusal(
            .requestNotSealed,
            "The request \(record.id.given) is not as Hourglass has written it, so it grants nothing. Make a new request.",
            cause: reason,
            isRecorded: isRecorded
        )
    }

    init(_ error: SealError) {
        self.init(
            .sealUnavailable,
            "The key that seals requests cannot be used just now. Nothing was changed; try again.",
            awsRequestID: error.awsRequestID,
            cause: error.message
        )
    }
}
