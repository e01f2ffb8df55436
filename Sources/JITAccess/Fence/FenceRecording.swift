// SPDX-License-Identifier: Apache-2.0

/// Writes down what has become of the fences of a permission set.
struct FenceRecording {
    let surroundings: Surroundings

    /// Writes each step in a transaction of its own, and gives the claim back with the last.
    ///
    /// - Parameter nextLook: When to look again, if nothing has failed.
    func write(
        _ claimed: FenceRecord,
        _ steps: [FenceStep],
        nextLook: Timestamp?,
        _ writer: inout LedgerWriter,
        _ report: inout FenceReport
    ) async throws(LedgerError) {
        var record = claimed
        let hasFailed = steps.contains { $0.isFailure }
        for index in 0..<max(steps.count, 1) {
            let step = steps.indices.contains(index) ? steps[index] : nil
            var next = record
            next.version = record.version.nextVersion
            if let step, let place = next.fences.firstIndex(where: { $0.isSame(as: step.fence) }) {
                next.fences.remove(at: place)
                if let kept = step.next { next.fences.insert(kept, at: place) }
            }
            if index + 1 >= steps.count {
                next.claim = nil
                next.failedAttempts = hasFailed ? next.failedAttempts.oneMore : 0
                let pause = BackOff.pause(afterFailures: record.failedAttempts, surroundings.random)
                next.nextTryAt = hasFailed ? (surroundings.clock.now() + pause).wholeSecond : nextLook
            }
            let change: LedgerChange =
                next.fences.isEmpty
                ? .removeFences(record.permissionSetARN, version: record.version)
                : .putFences(next, expecting: .version(record.version))
            try await commit(change, step, next.subject, &writer)
            if let step { count(step, record, &report) }
            record = next
        }
    }

    /// Writes a step. A request that is not as expected must not keep a fence from being recorded.
    private func commit(
        _ change: LedgerChange,
        _ step: FenceStep?,
        _ subject: (Fence) -> AuditSubject,
        _ writer: inout LedgerWriter
    ) async throws(LedgerError) {
        guard let step else { return try await writer.commit([change], []) }
        let entries = step.entries(subject(step.fence))
        writer.insist(on: Set(step.fence.requestIDs))
        let notes = step.lastCredentialAt.map { moment in
            step.fence.requestIDs.map { LedgerChange.noteLastCredential($0, at: moment) }
        }
        do {
            try await writer.commit([change] + (notes ?? []), entries)
        } catch .conflict(let parts) where parts == [.request] {
            // Adopted leases have no request.
            try await writer.commit([change], entries)
        }
    }

    private func count(_ step: FenceStep, _ record: FenceRecord, _ report: inout FenceReport) {
        switch step.change {
        case .built(let moment, _), .needless(let moment, _):
            report.fenced += 1
            surroundings.metrics.record(.fenced(after: max(.zero, moment - step.fence.endedAt)))
        case .notMeant, .lifted: break
        case .forged: report.doubts.append(step.fence.doubt(about: record.permissionSetARN))
        case .leftOut, .failed, .lost, .givenUp, .stays, .abandoned: surroundings.metrics.record(.fenceFailed)
        }
        guard let trouble = step.trouble(record.subject(of: step.fence)) else { return }
        if step.isLeftOut { report.leftOut.append(trouble) } else { report.errors.append(trouble) }
    }
}
