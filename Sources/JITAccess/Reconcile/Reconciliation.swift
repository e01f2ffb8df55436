// SPDX-License-Identifier: Apache-2.0

/// Compares the ledger with Identity Center, from one place to the next, as far as the time goes.
///
/// All that it has found is written with how far it has come, in one transaction, so that another invocation goes on
/// from there and a crash makes it look at a place twice at worst. The claim on its item keeps two apart.
struct Reconciliation {
    enum Outcome {
        /// Over: finished, or given up.
        case over(ReconcileRecord)
        /// The time was over; the sweep goes on with it.
        case goesOn(ReconcileRecord)
        /// Something did not answer; the sweep tries again. With the reason.
        case troubled(ReconcileRecord, FailureReason)
        /// Another invocation is at work on it.
        case taken
    }

    /// Left at the end of an invocation for a page that is slow, the last transaction and the answer.
    static let reserve = Duration.seconds(15)

    /// How often it may fail at one place before it is given up.
    private static let maximumFailures = 5

    let surroundings: Surroundings
    let survey: any AssignmentSurvey
    let repair: ReconcileRepair
    let managed: ManagedPermissionSets
    let invocation: Invocation

    /// - Parameters:
    ///   - found: as it was read; nobody works on it.
    ///   - end: when to stop and leave the rest to another invocation.
    func run(_ found: ReconcileRecord, until end: Timestamp) async throws(LedgerError) -> Outcome {
        let clock = surroundings.clock
        guard case .running = found.state, !found.isClaimed(at: clock.now()) else { return .taken }
        var writer = LedgerWriter(surroundings, invocation: invocation)
        // It grants nothing, and a trail that was spoilt must not keep it from its end.
        writer.insist(on: [found.id])
        let until = (invocation.deadline + BindingRecord.Claim.margin).wholeSecond
        let claim = BindingRecord.Claim(owner: invocation.requestID, until: until)
        let claimed = found.next { $0.state = .running(claim: claim, nextTryAt: until) }
        do {
            try await writer.commit([.putReconcile(claimed, expecting: .version(found.version))], [])
        } catch .conflict {
            return .taken
        }

        var walk = ReconcileWalk(
            surroundings: surroundings,
            survey: survey,
            repair: repair,
            managed: managed,
            record: claimed,
            writer: writer,
            end: end
        )
        do throws(ReconcileTrouble) {
            let isComplete = try await walk.run()
            if let alert = Alert.passedBy(walk.unreadable, found.id) { await surroundings.alert(alert) }
            return isComplete ? try await finish(&walk) : .goesOn(try await stop(&walk, failed: false))
        } catch {
            switch error {
            case .directory(let reason):
                surroundings.log.warning("The reconcile \(found.id) cannot go on for now: \(reason.full)")
                return try await fail(&walk, reason)
            // Another invocation has taken over: this one ran longer than its claim.
            case .ledger(.conflict): return .taken
            case .ledger(let error): throw error
            }
        }
    }

    /// Leaves it to the next sweep.
    private func stop(_ walk: inout ReconcileWalk, failed: Bool) async throws(ReconcileTrouble) -> ReconcileRecord {
        let pause = failed ? Duration.seconds(60) : .zero
        let next = (surroundings.clock.now() + pause).wholeSecond
        try await walk.save { record in
            record.state = .running(claim: nil, nextTryAt: next)
            record.failedAttempts = failed ? record.failedAttempts.oneMore : 0
        }
        return walk.record
    }

    private func fail(_ walk: inout ReconcileWalk, _ reason: FailureReason) async throws(LedgerError) -> Outcome {
        do throws(ReconcileTrouble) {
            guard walk.record.failedAttempts.oneMore >= Self.maximumFailures, !walk.hasAdvanced else {
                if walk.hasAdvanced { walk.forgetFailures() }
                return .troubled(try await stop(&walk, failed: true), reason)
            }
            let now = surroundings.clock.now().wholeSecond
            await surroundings.alert(.reconcileAbandoned(walk.record, reason.full))
            try await walk.save(
                { $0.state = .abandoned(at: now, reason: reason.told) },
                AuditEntry(
                    .reconcile,
                    .error,
                    subject: AuditSubject(),
                    reason: ReconcileText.givenUp,
                    failure: reason
                )
            )
            return .over(walk.record)
        } catch {
            guard case .ledger(let error) = error else { return .taken }
            if case .conflict = error { return .taken }
            throw error
        }
    }

    /// The alert goes first: if this dies before it is written down, somebody hears of it twice and not never.
    private func finish(_ walk: inout ReconcileWalk) async throws(ReconcileTrouble) -> Outcome {
        if let alert = Alert.reconciled(walk.record) { await surroundings.alert(alert) }
        let now = surroundings.clock.now().wholeSecond
        try await walk.save(
            { $0.state = .finished(at: now) },
            AuditEntry(.reconcile, .success, subject: AuditSubject(), reason: ReconcileText.finished(walk.record.tally))
        )
        return .over(walk.record)
    }
}

/// Why a walk stopped early.
enum ReconcileTrouble: Error {
    case directory(FailureReason)
    case ledger(LedgerError)
}
