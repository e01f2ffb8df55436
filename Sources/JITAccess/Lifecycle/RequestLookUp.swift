// SPDX-License-Identifier: Apache-2.0

/// Finds the request that somebody means by the short form of an id, where the entry point by which they have come has
/// none, or none of theirs.
///
/// Whatever it finds is one that they may see: that an id is taken somewhere is nobody else's business.
struct RequestLookUp {
    /// How many are read at a time; a policy knows few integrations.
    private static let maximumInFlight = 10

    let ledger: any Ledger

    /// The entry points that the policy knows.
    let entryPoints: [EntryPoint]

    /// The whole id; nil if there is none.
    ///
    /// - Parameter isMeant: whether whoever asks may see a request, and may mean it.
    /// - Throws: ``Refusal``: 409 if there are several, with their whole ids; 500 if they cannot be read.
    func other(
        than named: NamedRequest,
        where isMeant: (RequestRecord) async throws(Refusal) -> Bool
    ) async throws(Refusal) -> RequestID? {
        guard let short = named.short else { return nil }
        let others = entryPoints.map { RequestID(short, from: $0) }.filter { $0 != named.id }
        var found: [RequestID] = []
        for record in try await read(others) {
            if try await isMeant(record) { found.append(record.id) }
        }
        guard found.count > 1 else { return found.first }
        throw .requestIDAmbiguous(short, found.sorted())
    }

    private func read(_ ids: [RequestID]) async throws(Refusal) -> [RequestRecord] {
        let ledger = ledger
        let outcomes = await withTaskGroup(of: Result<RequestRecord?, LedgerError>.self) { group in
            var rest = ids[...]
            var outcomes: [Result<RequestRecord?, LedgerError>] = []
            func next() {
                guard let id = rest.popFirst() else { return }
                group.addTask { await attempt { () throws(LedgerError) in try await ledger.request(id) } }
            }
            for _ in 0..<Self.maximumInFlight { next() }
            while let outcome = await group.next() {
                outcomes.append(outcome)
                next()
            }
            return outcomes
        }
        var records: [RequestRecord] = []
        for outcome in outcomes {
            if let record = try refusing(outcome) { records.append(record) }
        }
        return records
    }
}

extension GrantContext {
    /// The request that a command means by the short form of an id, after the one of its own entry point was refused.
    ///
    /// - Returns: nil if it was the one that was meant, or there is no other.
    func request(
        meantBy command: GrantCommand,
        after refusal: Refusal
    ) async throws(Refusal) -> RequestID? {
        guard let named = command.named, named.short != nil else { return nil }
        let lookUp = RequestLookUp(ledger: surroundings.ledger, entryPoints: policy.entryPoints)
        let ownership = ownership
        switch (command, refusal.code) {
        case (.status, .requestNotFound):
            let queries = RequestQueries(context: self)
            return try await lookUp.other(than: named) { record throws(Refusal) in try await queries.isVisible(record) }
        case (.extend, .requestNotFound):
            return try await lookUp.other(than: named) { record throws(Refusal) in
                try await ownership.isOpen(record, to: speaker)
            }
        case (.cancel, .requestNotFound), (.cancel, .notRequester):
            return try await lookUp.other(than: named) { record throws(Refusal) in
                try await ownership.belongs(record, to: speaker)
            }
        case (.decide(let decision), .requestNotFound), (.decide(let decision), .digestMismatch),
            (.decide(let decision), .alreadyDecided), (.decide(let decision), .selfApproval):
            // The digest is that of what was shown, so it tells which of them was.
            guard try await request(named.id)?.digest != decision.digest else { return nil }
            let queries = RequestQueries(context: self)
            return try await lookUp.other(than: named) { record throws(Refusal) in
                guard record.digest == decision.digest else { return false }
                return try await queries.isVisible(record)
            }
        default: return nil
        }
    }
}
