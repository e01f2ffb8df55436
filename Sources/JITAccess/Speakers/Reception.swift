// SPDX-License-Identifier: Apache-2.0

/// How both functions begin: nothing is done before it is established who speaks, and whoever is not heard is on record.
struct Reception {
    enum Outcome {
        case heard(SpokenEvent, Invocation)
        case refused(Answer)
    }

    let surroundings: Surroundings
    let policy: PolicyInForce
    let function: EventAction.Function

    func receive(_ event: [UInt8], _ arrived: Invocation) async -> Outcome {
        let establisher = SpeakerEstablisher(
            directory: surroundings.directory,
            roles: surroundings.roles,
            actors: policy,
            function: function,
            in: arrived.functionAccount
        )
        do {
            let spoken = try await establisher.establish(event, from: arrived.channel)
            return .heard(spoken, arrived.speaking(as: spoken.speaker, under: policy))
        } catch {
            let refusals = RefusalRecorder(
                surroundings: surroundings,
                invocation: arrived.speaking(as: error.speaker, under: policy)
            )
            let id = RequestID(lambdaRequestID: arrived.requestID)
            let action = error.action.audited(by: function)
            return .refused(await refusals.answer(error.refusal, action, id: id, subject: AuditSubject()))
        }
    }
}

extension EventAction? {
    /// The name of a refused attempt in the trail.
    func audited(by function: EventAction.Function) -> AuditEntry.Action {
        switch self {
        case .asking(.approve): .approve
        case .asking(.reject): .reject
        case .asking(.cancel): .cancel
        case .asking(.extend): .extend
        case .asking(.status), .asking(.list), .asking(.options): .read
        case .asking(.reconcile), .scheduledReconcile: .reconcile
        case .asking(.request), .asking(.revoke), .sweep, nil: function == .grant ? .request : .revoke
        }
    }
}
