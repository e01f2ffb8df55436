// SPDX-License-Identifier: Apache-2.0

/// Puts refusals on record, as many of one caller in an hour as are of use.
///
/// Records cannot be deleted, and each is an event and a line of the log. So whoever is refused again and again gets so many
/// records, and one that says that the others of the hour are left out. Callers that nobody knows share one number: each could
/// call itself otherwise each time. Of theirs a sample is kept, each with the number of those left out before it.
struct RefusalFiling {
    enum Outcome: Equatable {
        case recorded
        /// Nothing was written, as the caller is one of those that nobody knows.
        case leftOut
        /// Nothing was written: so many of this caller were refused in this hour.
        case tooMany
    }

    let surroundings: Surroundings
    let invocation: Invocation

    private var memory: AttemptMemory { surroundings.attempts }

    func file(_ entry: AuditEntry) async throws(LedgerError) -> Outcome {
        let speaker = invocation.speaker
        if speaker.kind == .unidentified { return try await sample(entry) }
        guard let caller = Caller.one(of: speaker) else {
            try await write(entry)
            return .recorded
        }
        let isDenial = entry.status == .denied
        do {
            return try await count(entry, of: caller, AttemptCount(of: caller, isDenial: isDenial), isDenial: isDenial)
        } catch .unavailable where !isDenial {
            // The table of the numbers may be what has failed: that is on record all the same, where it can be.
            try await write(entry)
            return .recorded
        }
    }

    // MARK: Callers that are known

    private func count(
        _ entry: AuditEntry,
        of caller: Caller,
        _ count: AttemptCount,
        isDenial: Bool
    ) async throws(LedgerError) -> Outcome {
        let now = surroundings.clock.now()
        if memory.isExhausted(count, at: now) { return .tooMany }
        if try await write(entry, counting: count, at: now) { return .recorded }
        let outcome = isDenial ? "were refused" : "were in vain"
        let end = "In the hour from \(now.hour.iso8601) \(count.limit) attempts \(outcome)."
        var last = AuditEntry(entry.action, entry.status, subject: entry.subject)
        last.reason = Refusal.Code.tooManyAttempts.rawValue
        last.failure = FailureReason(end, full: "\(end) Further ones are not on record.")
        let isLast = try await write(last, counting: count, .last(hour: now.hour))
        memory.exhaust(count, at: now)
        if isLast, isDenial { await surroundings.alert(.tooManyAttempts(invocation.speaker, count)) }
        return .tooMany
    }

    // MARK: Callers that nobody knows

    private func sample(_ entry: AuditEntry) async throws(LedgerError) -> Outcome {
        let now = surroundings.clock.now()
        let count = AttemptCount.ofUnknown
        let isExhausted = memory.isExhausted(count, at: now)
        if isExhausted, memory.leavesOut(surroundings.random) { return .leftOut }
        var entry = entry
        let leftOut = memory.takeLeftOut()
        if leftOut > 0 { entry.leftOut = leftOut }
        do {
            if isExhausted {
                try await write(entry)
                return .recorded
            }
            if try await write(entry, counting: count, at: now) { return .recorded }
        } catch {
            memory.giveBackLeftOut(leftOut)
            throw error
        }
        memory.giveBackLeftOut(leftOut)
        memory.exhaust(count, at: now)
        return try await sample(entry)
    }

    // MARK: Writing

    /// False if there are as many of this hour as may be.
    private func write(
        _ entry: AuditEntry,
        counting count: AttemptCount,
        at now: Timestamp
    ) async throws(LedgerError) -> Bool {
        if try await write(entry, counting: count, .first(hour: now.hour)) { return true }
        return try await write(entry, counting: count, .further(hour: now.hour))
    }

    /// False if the number is not such that this may be written.
    private func write(
        _ entry: AuditEntry,
        counting count: AttemptCount,
        _ change: AttemptChange
    ) async throws(LedgerError) -> Bool {
        do {
            try await write(entry, [.countAttempt(count, change)])
            return true
        } catch .conflict(let parts) where parts.contains(.attemptLimit) {
            return false
        }
    }

    private func write(_ entry: AuditEntry, _ changes: [LedgerChange] = []) async throws(LedgerError) {
        var writer = LedgerWriter(surroundings, invocation: invocation)
        let trail = RequestID(attempt: invocation.requestID)
        try await writer.commit(changes, [LedgerWriter.Entry(trail, entry)])
    }
}

extension Refusal {
    /// - Parameter hour: the hour in which so many attempts were refused.
    static func tooManyAttempts(since hour: Timestamp) -> Refusal {
        let end = hour + .seconds(3600)
        return Refusal(
            .tooManyAttempts,
            "Too many of your attempts were refused here since \(hour.iso8601). Until \(end.iso8601) nothing more is looked at "
                + "that asks for access or decides about it. Access can be ended and requests can be taken back all the "
                + "while."
        )
    }
}

extension Alert {
    fileprivate static func tooManyAttempts(_ speaker: Speaker, _ count: AttemptCount) -> Alert {
        let caller = Caller.one(of: speaker)
        let way = caller?.way.map { " by way of \($0)" } ?? ""
        let end: AlertText =
            caller?.isSystem == false
            ? ", and until it is over this caller can neither ask for access nor decide about it by the same way" : ""
        return Alert(
            subject: "Hourglass: too many refused attempts",
            message: """
                \(count.limit) attempts of \(speaker.name)\(way) were refused within an hour. The further ones of \
                this hour are not on record one by one\(end).

                What to do: look at the caller's DENIED records in the audit table. If nobody knows why, end the caller's \
                sessions.
                """
        )
    }
}
