// SPDX-License-Identifier: Apache-2.0

/// Records refusals before they are answered.
///
/// Each goes into the trail of its own invocation, and says which request it is about. The trail of a request is its own
/// history alone: whoever knows an id could write into it otherwise, and its end is what seals and ends of access hold to.
struct RefusalRecorder {
    let surroundings: Surroundings
    let invocation: Invocation

    /// Records the refusal and answers it. If it cannot be recorded, that is the answer: a refusal without a record
    /// would be a way to try things out unseen.
    func answer(
        _ refusal: Refusal,
        _ action: AuditEntry.Action,
        id: RequestID,
        subject: AuditSubject,
        request: AccessRequest? = nil
    ) async -> Answer {
        if let cause = refusal.cause {
            surroundings.log.error("\(refusal.code.rawValue): \(cause)")
        }
        let isDenial = refusal.code.statusCode < 500
        surroundings.metrics.record(isDenial ? .denied(refusal.code) : .failed(refusal.code))
        if let alert = refusal.alert {
            let now = surroundings.clock.now()
            await surroundings.firstAlerts.send(alert, by: surroundings.alerts, at: now, log: surroundings.log)
        }
        // What failed after the first record is on record already, with the step that failed.
        guard !refusal.isRecorded else { return refusal.answer(requestID: id.given) }

        let entry = AuditEntry(
            action,
            isDenial ? .denied : .error,
            subject: subject,
            reason: refusal.code.rawValue,
            failure: FailureReason(refusal),
            awsRequestID: refusal.awsRequestID,
            request: request,
            about: id
        )
        do {
            let filing = RefusalFiling(surroundings: surroundings, invocation: invocation)
            switch try await filing.file(entry) {
            case .recorded, .leftOut: return refusal.answer(requestID: id.given)
            // What nobody can look up afterwards is not told: it would be a way to try things out unseen.
            case .tooMany where isDenial:
                let hour = surroundings.clock.now().hour
                return Refusal.tooManyAttempts(since: hour).answer(requestID: id.given)
            case .tooMany: return refusal.answer(requestID: id.given)
            }
        } catch {
            let failure = Refusal(error)
            surroundings.log.error("The refusal \(refusal.code.rawValue) could not be recorded: \(failure.cause ?? "")")
            return failure.answer(requestID: id.given)
        }
    }
}
