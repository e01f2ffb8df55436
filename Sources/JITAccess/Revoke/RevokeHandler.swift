// SPDX-License-Identifier: Apache-2.0

/// Revoke: sweeps on schedule, and ends leases early when asked.
public struct RevokeHandler: Sendable {
    private let surroundings: Surroundings
    private let remover: any AssignmentRemover
    private let setDeleter: any PermissionSetDeleter
    private let fencing: Fencing
    private let policy: PolicyInForce
    private let defaultPermissionSet: String?
    private let survey: any AssignmentSurvey

    /// Creates the handler.
    ///
    /// - Parameters:
    ///   - fencing: One for the life of a container, because it remembers permission sets.
    ///   - defaultPermissionSet: What an event means that names none; nil if the setting is wrong, so that it must.
    public init(
        surroundings: Surroundings,
        remover: any AssignmentRemover,
        setDeleter: any PermissionSetDeleter,
        fencing: Fencing,
        policy: PolicyInForce,
        defaultPermissionSet: String?,
        survey: any AssignmentSurvey
    ) {
        self.surroundings = surroundings
        self.remover = remover
        self.setDeleter = setDeleter
        self.fencing = fencing
        self.policy = policy
        self.defaultPermissionSet = defaultPermissionSet
        self.survey = survey
    }

    /// Does what the event asks for.
    public func handle(_ event: [UInt8], invocation arrived: Invocation) async -> Answer {
        let (answer, action) = await answer(event, arrived)
        let faults = surroundings.faults + [policy.fault].compactMap(\.self)
        await FaultNotice(surroundings: surroundings, function: .revoke, faults: faults).give(isSweep: action == .sweep)
        return answer.adding(faults)
    }

    /// The answer, and what was asked for, if that came to light.
    private func answer(_ event: [UInt8], _ arrived: Invocation) async -> (Answer, EventAction?) {
        let spoken: SpokenEvent
        let invocation: Invocation
        let reception = Reception(surroundings: surroundings, policy: policy, function: .revoke)
        switch await reception.receive(event, arrived) {
        case .refused(let answer): return (answer, nil)
        case .heard(let heard, let established): (spoken, invocation) = (heard, established)
        }
        return (await answer(spoken, invocation), spoken.action)
    }

    private func answer(_ spoken: SpokenEvent, _ invocation: Invocation) async -> Answer {
        let ownID = RequestID(lambdaRequestID: invocation.requestID)
        let refusals = RefusalRecorder(surroundings: surroundings, invocation: invocation)
        switch RevocationValidator(defaultPermissionSet: defaultPermissionSet, entryPoint: spoken.mandate.entryPoint)
            .validate(spoken.members)
        {
        case .valid(.sweep): return await sweep(invocation)
        case .invalid(let problems, let subject):
            let action = spoken.action.audited(by: .revoke)
            return await refusals.answer(.invalidRequest(problems), action, id: ownID, subject: subject)
        case .valid(.reconcile(let command)):
            do {
                return try await reconcile(invocation).run(command)
            } catch {
                return await refusals.answer(error, .reconcile, id: ownID, subject: AuditSubject())
            }
        case .valid(.revoke(var revocation)):
            do {
                return try await EarlyRevocationProtocol(
                    surroundings: surroundings,
                    remover: remover,
                    fencing: fencing,
                    policy: policy,
                    invocation: invocation
                ).run(&revocation)
            } catch {
                var id = ownID
                if case .request(let named) = revocation.target, error.code != .requestNotFound { id = named.id }
                return await refusals.answer(error, .revoke, id: id, subject: AuditSubject())
            }
        }
    }

    private func reconcile(_ invocation: Invocation) -> ReconcileProtocol {
        ReconcileProtocol(
            surroundings: surroundings,
            survey: survey,
            remover: remover,
            fencing: fencing,
            policy: policy,
            defaultPermissionSet: defaultPermissionSet,
            invocation: invocation
        )
    }

    private func tell(_ report: SweepReport) async {
        let doubts = report.doubts + report.fences.doubts
        for error in report.errors + report.unreadable.examples + doubts + report.fences.troubles {
            surroundings.log.error(error)
        }
        let alerts = [
            report.alert, report.unreadable.alert, Alert.doubted(doubts),
            Alert.successors(report.successors + report.fences.successors), report.legacy?.alert(isWhole: true),
        ]
        for alert in alerts.compactMap(\.self) + report.fences.alerts { await surroundings.alert(alert) }
    }

    private func sweep(_ invocation: Invocation) async -> Answer {
        let sweep = Sweep(
            surroundings: surroundings,
            remover: remover,
            setDeleter: setDeleter,
            fencing: fencing,
            invocation: invocation
        )
        let began = surroundings.clock.now()
        do {
            var report = try await sweep.run()
            if !report.wasRunningAlready {
                let sweeping = Metric.Sweeping(
                    duration: surroundings.clock.now() - began,
                    oldestOverdue: report.oldestOverdue,
                    pending: report.pending
                )
                surroundings.metrics.record(.swept(sweeping))
            }
            await tell(report)
            let reserve = await sweep.marks.reserve
            // What is due does not wait for a comparison.
            if let found = report.reconcile { await reconcile(invocation.leaving(reserve)).resume(found) }
            // Last of all, when everything has been told: this process may die of it.
            if !report.suspects.isEmpty {
                let keys = Set(report.suspects.map(\.attemptKey)).sorted()
                if let alert = await sweep.marks.alert(about: keys) { await surroundings.alert(alert) }
                let tried = await sweep.tryAlone(report.suspects)
                await tell(tried)
                report.add(tried)
            }
            return report.answer
        } catch {
            // Nothing was decided, so there is nothing to record; the next sweep tries again.
            let refusal = Refusal(error)
            surroundings.log.error("The sweep could not begin: \(refusal.cause ?? refusal.message)")
            await surroundings.alert(.sweepFailed(refusal.cause ?? refusal.message))
            return refusal.answer(requestID: invocation.requestID)
        }
    }
}

extension Alert {
    /// A sweep that could not even begin.
    static func sweepFailed(_ reason: String) -> Alert {
        Alert(
            subject: "Hourglass: the sweep cannot run",
            message: """
                Revoke could not read what is due, so nothing was revoked. Access that is over stays open until a \
                sweep works; the schedule tries again.

                Reason: \(reason)

                What to do: check the state table, its due-index and the function's permissions.
                """
        )
    }
}
