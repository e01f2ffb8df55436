// SPDX-License-Identifier: Apache-2.0

/// The way of a reconcile through permission sets, accounts and users, each in the order of their ids, from where the
/// record says that everything has been looked at.
struct ReconcileWalk {
    let surroundings: Surroundings
    let survey: any AssignmentSurvey
    let repair: ReconcileRepair
    let managed: ManagedPermissionSets

    /// As it was written last, with what has been counted since.
    private(set) var record: ReconcileRecord

    private var writer: LedgerWriter
    private let end: Timestamp
    private let pacer: CallPacer
    private(set) var hasAdvanced = false

    /// Where the ledger has something that cannot be understood: a sentence each, for people.
    private(set) var unreadable: [String] = []

    init(
        surroundings: Surroundings,
        survey: any AssignmentSurvey,
        repair: ReconcileRepair,
        managed: ManagedPermissionSets,
        record: ReconcileRecord,
        writer: LedgerWriter,
        end: Timestamp
    ) {
        self.surroundings = surroundings
        self.survey = survey
        self.repair = repair
        self.managed = managed
        self.record = record
        self.writer = writer
        self.end = end
        pacer = CallPacer(surroundings.clock, callsPerSecond: survey.callsPerSecond)
    }

    /// Walks on; false if the time was over before the end was reached.
    mutating func run() async throws(ReconcileTrouble) -> Bool {
        let ledger = surroundings.ledger
        let snapshot = try await written { () throws(LedgerError) in try await LedgerSnapshot.read(ledger) }
        let all = try await told { [survey, pacer] () throws(DirectoryError) in
            try await survey.permissionSets(pacer)
        }
        for arn in Set(all).union(snapshot.permissionSetARNs).sorted() where !isDone(arn) {
            guard hasTime else { return false }
            guard let name = try await managedName(arn, snapshot) else {
                advance(to: ReconcileRecord.Place(permissionSetARN: arn))
                continue
            }
            guard try await walk(PermissionSet(name: name, arn: arn), snapshot) else { return false }
            advance(to: ReconcileRecord.Place(permissionSetARN: arn))
        }
        return true
    }

    private var hasTime: Bool { surroundings.clock.now() < end }

    /// The name of a permission set, if it is managed.
    private func managedName(
        _ arn: String,
        _ snapshot: LedgerSnapshot
    ) async throws(ReconcileTrouble) -> String? {
        if snapshot.permissionSetARNs.contains(arn) { return snapshot.name(of: arn) ?? arn }
        return try await told { [survey, pacer, managed] () throws(DirectoryError) in
            guard let set = try await survey.permissionSet(arn, pacer) else { return nil }
            let isManaged = try await managed.include(set.name, tags: try await survey.tags(of: arn, pacer))
            return isManaged ? set.name : nil
        }
    }

    private mutating func walk(
        _ set: PermissionSet,
        _ snapshot: LedgerSnapshot
    ) async throws(ReconcileTrouble) -> Bool {
        let provisioned = try await told { [survey, pacer] () throws(DirectoryError) in
            try await survey.accounts(with: set.arn, pacer)
        }
        let accounts = Set(provisioned).union(snapshot.accounts(of: set.arn))
        for account in accounts.sorted(by: { $0.description < $1.description }) where !isDone(set.arn, account) {
            guard hasTime else { return false }
            let known = snapshot.users(of: set.arn, in: account)
            guard try await compare(set, account, known, snapshot.lent) else { return false }
            record.tally.pairs.countOne()
            advance(to: ReconcileRecord.Place(permissionSetARN: set.arn, account: account))
        }
        return true
    }

    /// Compares one pair of permission set and account; false if the time was over.
    private mutating func compare(
        _ set: PermissionSet,
        _ account: AccountID,
        _ known: [String: BindingRecord],
        _ lent: Set<Binding>
    ) async throws(ReconcileTrouble) -> Bool {
        let listed = try await list(set, account)
        let resumesAt = userDone(set.arn, account)
        if resumesAt == nil { record.tally.groups = record.tally.groups.more(by: listed.groups) }
        let users = listed.users.union(known.keys).filter { user in resumesAt.map { $0 < user } ?? true }.sorted()

        // First without a further call: most of what there is, is as it should be.
        var suspects: [String] = []
        let now = surroundings.clock.now()
        for user in users {
            let verdict = known[user].map {
                ReconcileVerdict($0, isListed: listed.users.contains(user), at: now)
            }
            // Of a user who is done already nothing is counted twice: what is plain is counted only where a pair begins.
            switch verdict {
            case .fine?: if resumesAt == nil { record.tally.fine.countOne() }
            case .standing?: if resumesAt == nil { record.tally.standing.countOne() }
            case .underWay?: if resumesAt == nil { record.tally.underWay.countOne() }
            case .difference?, nil: suspects.append(user)
            }
        }
        guard !suspects.isEmpty else { return true }
        if resumesAt == nil {
            advance(to: ReconcileRecord.Place(permissionSetARN: set.arn, account: account, user: ""))
        }

        // The second look: a new listing, and only then what the ledger holds at this moment.
        let again = try await list(set, account)
        for user in suspects {
            guard hasTime else { return false }
            let binding = Binding(userID: user, accountID: account, permissionSetARN: set.arn)
            // Without a binding but by no means foreign: a sweep restores it within the hour.
            if known[user] == nil, lent.contains(binding) {
                record.tally.underWay.countOne()
            } else {
                try await examine(
                    binding,
                    set,
                    isListed: (listed.users.contains(user), again.users.contains(user))
                )
            }
            advance(to: ReconcileRecord.Place(permissionSetARN: set.arn, account: account, user: user))
        }
        return true
    }

    private func list(_ set: PermissionSet, _ account: AccountID) async throws(ReconcileTrouble) -> SurveyedPair {
        try await told { [survey, pacer] () throws(DirectoryError) in
            try await survey.assignments(of: set.arn, in: account, pacer)
        }
    }

    private mutating func examine(
        _ binding: Binding,
        _ set: PermissionSet,
        isListed: (first: Bool, second: Bool)
    ) async throws(ReconcileTrouble) {
        let ledger = surroundings.ledger
        let stored: StoredBinding
        let ended: EndedBinding?
        do throws(ReconcileTrouble) {
            stored = try await written { () throws(LedgerError) in try await ledger.binding(binding) }
            ended = try await written { () throws(LedgerError) in try await ledger.endedBinding(binding) }
        } catch .ledger(.unreadable(let problem)) {
            // Nothing is concluded from it, and it keeps nothing behind it from being compared.
            unreadable.append("\(binding.key): \(problem)")
            record.tally.underWay.countOne()
            return
        }
        let now = surroundings.clock.now()
        let first = ReconcileVerdict(stored, ended: ended, isListed: isListed.first, at: now)
        let second = ReconcileVerdict(stored, ended: ended, isListed: isListed.second, at: now)
        guard first == second else {
            record.tally.underWay.countOne()
            return
        }
        switch second {
        case .fine: record.tally.fine.countOne()
        case .standing: record.tally.standing.countOne()
        case .underWay: record.tally.underWay.countOne()
        case .difference(let kind, let since):
            let outcome = await repair.run(kind, stored, binding, set, record)
            let finding = ReconcileFinding(
                kind,
                binding,
                permissionSet: set.name,
                userEmail: stored.userEmail,
                since: since,
                outcome: outcome
            )
            let place = ReconcileRecord.Place(
                permissionSetARN: set.arn,
                account: binding.accountID,
                user: binding.userID
            )
            // Counted and told in one transaction: nothing is found twice because somebody died in between.
            let entry = ReconcileText.entry(finding)
            try await save(
                { record in
                    record.add(finding)
                    record.place = place
                },
                entry
            )
            hasAdvanced = true
        }
    }

    // MARK: Progress

    private mutating func advance(to place: ReconcileRecord.Place) {
        if record.place != place { hasAdvanced = true }
        record.place = place
    }

    mutating func forgetFailures() {
        record.failedAttempts = 0
    }

    private func isDone(_ arn: String) -> Bool {
        guard let place = record.place else { return false }
        return arn < place.permissionSetARN || (arn == place.permissionSetARN && place.account == nil)
    }

    private func isDone(_ arn: String, _ account: AccountID) -> Bool {
        guard let place = record.place, place.permissionSetARN == arn, let done = place.account else { return false }
        return account.description < done.description || (account == done && place.user == nil)
    }

    private func userDone(_ arn: String, _ account: AccountID) -> String? {
        guard let place = record.place, place.permissionSetARN == arn, place.account == account else { return nil }
        return place.user
    }

    /// Writes how far it is, with an entry in its trail.
    mutating func save(
        _ change: (inout ReconcileRecord) -> Void,
        _ entry: AuditEntry? = nil
    ) async throws(ReconcileTrouble) {
        let next = record.next(change)
        let entries = entry.map { [LedgerWriter.Entry(record.id, $0)] } ?? []
        do {
            try await writer.commit([.putReconcile(next, expecting: .version(record.version))], entries)
        } catch {
            throw .ledger(error)
        }
        record = next
    }

    // MARK: Errors

    private func told<Value: Sendable>(
        _ call: () async throws(DirectoryError) -> Value
    ) async throws(ReconcileTrouble) -> Value {
        do throws(DirectoryError) {
            return try await call()
        } catch {
            throw .directory(FailureReason(error))
        }
    }

    private func written<Value: Sendable>(
        _ call: () async throws(LedgerError) -> Value
    ) async throws(ReconcileTrouble) -> Value {
        do throws(LedgerError) {
            return try await call()
        } catch {
            throw .ledger(error)
        }
    }
}

extension StoredBinding {
    fileprivate var userEmail: String? {
        if case .record(let record) = self { record.userEmail } else { nil }
    }
}
