// SPDX-License-Identifier: Apache-2.0

/// One pass of Grant over the requests whose moment has come: those that nobody decided in time, and those whose access
/// is to begin. Revoke's sweep cannot do this: it may not grant.
struct RequestSweep {
    /// Identity Center allows few calls a second.
    private static let maximumInFlight = 5

    /// With less time left than this, nothing new is begun.
    private static let stopMargin = Duration.seconds(15)

    /// How long after a failure that may pass the request is looked at again.
    private static let pause = Duration.seconds(60)

    /// The most rows that one sweep looks at: a table full of forged ones must not take the time of the genuine ones.
    static let maximumRows = 1_000

    /// How long past its moment a request is tried before it is given up; an hour late is not what was approved.
    static let lateness = Duration.seconds(3600)

    /// What became of one request.
    enum Outcome {
        case granted
        case timedOut
        /// It could not be granted and will not be tried again; on record with its reason.
        case failed(String)
        /// Others are at work on it, or it is tried again later.
        case pending
        /// It is over, and waits all the same.
        case misplaced(UnreadableRow)
        /// It is not as Grant has written it, or nobody could tell for an hour.
        case forged(ForgedRequest)
    }

    let context: GrantContext
    private let marks: SweepMarks

    init(context: GrantContext) {
        self.context = context
        marks = SweepMarks(.requests, context.surroundings, invocation: context.invocation)
    }

    func run() async -> Answer {
        var report = Report()
        let now = context.now
        var walk = RequestWalk(context.surroundings.ledger, dueBy: now)
        var looked = 0
        var stoppedAt: DueCursor?
        var isStopped = false
        do {
            while !isStopped, let rows = try await walk.next() {
                let some = rows.prefix(Self.maximumRows - looked)
                let done = await process(some, &report)
                looked += done
                isStopped = done < some.count || looked >= Self.maximumRows
                if walk.isInOrder, done > 0 { stoppedAt = some[some.startIndex + done - 1].place }
                report.left += rows.count - done
            }
        } catch {
            report.errors.append("What is due could not be read: \(Refusal(error).cause ?? "it kept changing").")
            report.isCutOff = true
        }
        if isStopped, !walk.isOver || report.left > 0 {
            report.isCrowded = true
            await keep(stoppedAt)
        }
        await setAside(&report)
        if !report.isCutOff {
            context.surroundings.metrics.record(
                .sweptRequests(duration: context.now - now, pending: report.pending + report.left)
            )
        }
        await tell(report)
        if report.isCrowded { await context.surroundings.alert(.crowdedQueue(looked: looked, left: report.left)) }
        // Last of all, when everything has been told: this process may die of it.
        if !report.suspects.isEmpty { await tryAlone(&report) }
        if report.hasBegun { await end() }
        // Whoever asks whether it works is told what it cannot do.
        return report.answer.adding("seal_key", context.surroundings.seals.isConfigured ? nil : "missing")
    }

    private func tell(_ report: Report) async {
        guard let alert = report.alert else { return }
        for error in report.errors { context.surroundings.log.error(error) }
        await context.surroundings.alert(alert)
    }

    /// For the next sweep. Without it that one looks at the same rows, so a failure is no more than that.
    private func keep(_ place: DueCursor?) async {
        guard let place else { return }
        var writer = LedgerWriter(context.surroundings, invocation: context.invocation)
        do {
            try await writer.commit([.putRequestSweepPlace(place)], [])
        } catch {
            context.surroundings.log.error("Where the sweep stopped could not be kept: \(Refusal(error).cause ?? "")")
        }
    }

    /// After everything genuine.
    private func setAside(_ report: inout Report) async {
        let forged = ForgedRequests(context: context)
        do {
            try await forged.setAside(report.forged)
        } catch {
            context.surroundings.log.error("A forged request could not be closed: \(error.cause ?? error.message)")
        }
        do {
            let most = ForgedRequests.maximum - report.forged.count
            try await forged.setAside(unreadable: report.unreadable, atMost: most)
        } catch {
            context.surroundings.log.error("A row could not be set aside: \(error.cause ?? error.message)")
        }
    }

    /// Looks at each, a few at a time, in their order.
    ///
    /// - Returns: at how many; fewer than there are if the time is over.
    private func process(_ rows: ArraySlice<OpenRequestRow>, _ report: inout Report) async -> Int {
        if !report.hasBegun, !rows.isEmpty {
            report.hasBegun = true
            await begin(rows.prefix(SweepMarks.window).map(\.place.key))
        }
        let margin = Self.stopMargin + (await marks.reserve)
        var queue = rows
        var inFlight: Set<String> = []
        var isStopped = false
        await withTaskGroup(of: (String, Outcome).self) { group in
            while true {
                isStopped = isStopped || context.invocation.deadline - context.now <= margin
                if !isStopped, inFlight.count < Self.maximumInFlight, let row = queue.popFirst() {
                    guard case .request(let record) = row.content else {
                        if case .unreadable(let problem) = row.content {
                            report.unreadable.append(UnreadableRow(place: row.place, problem: problem))
                        }
                        continue
                    }
                    let key = row.place.key
                    guard await marks.deaths(on: key) == nil else {
                        report.suspects.append(row)
                        continue
                    }
                    if await !marks.isMarked(key) {
                        let next = queue.prefix(SweepMarks.window - 1).map(\.place.key)
                        // Without a mark it is begun all the same: a death costs time, and no access.
                        _ = await marks.mark(inFlight.union(next).union([key]))
                    }
                    inFlight.insert(key)
                    group.addTask { (key, await settle(record, at: row.place)) }
                } else if let (key, outcome) = await group.next() {
                    inFlight.remove(key)
                    report.count(outcome)
                } else {
                    break
                }
            }
        }
        return rows.count - queue.count
    }

    // MARK: What sweeps have died of

    private func begin(_ keys: [String]) async {
        let marks = marks
        if case .failure(let error) = await attempt({ () throws(LedgerError) in try await marks.begin(keys) }) {
            context.surroundings.log.warning("What is begun could not be marked: \(Refusal(error).cause ?? "")")
        }
    }

    private func end() async {
        do {
            try await marks.end()
        } catch {
            context.surroundings.log.warning("The marks of the sweep could not be taken back.")
        }
    }

    /// Tries them one after another, with nothing else in flight; what was listed first comes last.
    private func tryAlone(_ report: inout Report) async {
        if let alert = await marks.alert(about: report.suspects.map(\.place.key)) {
            await context.surroundings.alert(alert)
        }
        var tried = Report()
        for row in report.suspects.reversed() {
            guard case .request(let record) = row.content else { continue }
            let key = row.place.key
            guard context.invocation.deadline - context.now > Self.stopMargin, await marks.mark([key]) else {
                tried.pending += 1
                continue
            }
            tried.count(await settle(record, at: row.place))
            await marks.survived(key)
        }
        await setAside(&tried)
        await tell(tried)
        report.add(tried)
    }

    // MARK: One request

    private func settle(_ record: RequestRecord, at place: DueCursor) async -> Outcome {
        var writer = LedgerWriter(context.surroundings, invocation: context.invocation)
        do {
            switch record.state {
            case .pending(let pending): return try await timeOut(record, pending, place, &writer)
            case .approved(let start): return try await begin(record, start, place, &writer)
            // The index was behind the table, or somebody has put it here again.
            case .closed, .leased: return try await takeOut(record, place)
            }
        } catch {
            context.surroundings.log.warning("Request \(record.id): \(error.cause ?? error.message)")
            return .pending
        }
    }

    /// Takes a request out of Grant's queue that has nothing to do there; if the table says otherwise by now, nothing is done.
    private func takeOut(_ record: RequestRecord, _ place: DueCursor) async throws(Refusal) -> Outcome {
        let ledger = context.surroundings.ledger
        let id = record.id
        let now = try refusing(await attempt { () throws(LedgerError) in try await ledger.request(id) })
        guard let now, now == record else { return .pending }
        guard record.lease?.isOpen == true else {
            return .misplaced(UnreadableRow(place: place, problem: "It is over, and was put into the queue again."))
        }
        let moment = context.now.wholeSecond
        _ = try refusing(
            await attempt { () throws(LedgerError) in try await ledger.commitIfCurrent(.lookAtLease(id, at: moment)) }
        )
        return .pending
    }

    private func timeOut(
        _ record: RequestRecord,
        _ pending: RequestRecord.Pending,
        _ place: DueCursor,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Outcome {
        if let outcome = try await verify(record, at: place, since: pending.timesOutAt, &writer) { return outcome }
        // Due by the index, and not by what is sealed.
        guard pending.timesOutAt.wholeSecond <= context.now else { return .pending }
        let closing = RequestRecord.Closing(.timedOut, by: .sweep, at: context.now.wholeSecond, comment: nil)
        let entry = AuditEntry(.timeOut, .success, subject: record.subject, reason: "Nobody decided in time.")
        // Conditional on the version: an approval that came first stands, and this one finds it another time.
        let next = record.next(.closed(closing))
        let isWritten = try await context.write(next, over: record, entry, &writer)
        return isWritten ? .timedOut : .pending
    }

    private func begin(
        _ stored: RequestRecord,
        _ start: RequestRecord.Start,
        _ place: DueCursor,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Outcome {
        var record = stored
        if let outcome = try await verify(record, at: place, since: start.at, &writer) { return outcome }
        guard !isLate(since: start.at) else {
            // No sweep has come by for so long: what would begin now is not what was approved.
            return try await fail(record, start, Self.tooLate(start), &writer)
        }
        do {
            let answer = try await context.begin(&record, &writer)
            return answer.statusCode == 200 ? .granted : .pending
        } catch  where error.isRecorded {
            return .failed("\(record.id): \(error.message)")
        } catch {
            // What may pass is tried again, for as long as the access would still be what was asked for.
            if error.code.statusCode >= 500 || error.code == .revocationInProgress {
                return try await postpone(record, start, error, &writer)
            }
            return try await fail(record, start, error, &writer)
        }
    }

    /// Nil if the request is as Grant has written it.
    ///
    /// - Parameter moment: since when it has been due.
    private func verify(
        _ record: RequestRecord,
        at place: DueCursor,
        since moment: Timestamp,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Outcome? {
        do {
            switch try await SealVerification(surroundings: context.surroundings).run(record) {
            case .verified(let tail):
                writer.vouch(for: record.id, after: tail)
                return nil
            case .changed: return .pending
            case .refused(let reason): return .forged(ForgedRequest(record: record, reason: reason, place: place))
            }
        } catch  where isLate(since: moment) {
            var given = ForgedRequest(record: record, reason: error.cause ?? error.message, place: place)
            given.isUnverified = true
            return .forged(given)
        }
    }

    private func isLate(since moment: Timestamp) -> Bool { context.now >= moment + Self.lateness }

    private static func tooLate(_ start: RequestRecord.Start) -> Refusal {
        Refusal(
            .grantFailed,
            "The access was to begin at \(start.at.iso8601) and could not begin within an hour. Make a new request."
        )
    }

    private func postpone(
        _ record: RequestRecord,
        _ start: RequestRecord.Start,
        _ refusal: Refusal,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Outcome {
        let nextTry = max(start.at, context.now + Self.pause)
        let later = RequestRecord.Start(at: start.at, nextTryAt: nextTry.wholeSecond)
        let entry = AuditEntry(
            .grant,
            .error,
            subject: record.subject,
            reason: "The grant is tried again at \(later.nextTryAt.iso8601).",
            failure: FailureReason(refusal.message, full: refusal.cause),
            awsRequestID: refusal.awsRequestID
        )
        // If somebody has moved it on meanwhile, what they wrote decides: nothing is lost by not postponing it.
        _ = try await context.write(
            record.next(.approved(later)),
            over: record,
            entry,
            &writer
        )
        return .pending
    }

    private func fail(
        _ record: RequestRecord,
        _ start: RequestRecord.Start,
        _ refusal: Refusal,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Outcome {
        let lease = RequestLease(status: .failed, expiresAt: start.at, isStanding: false, failure: refusal.message)
        let entry = AuditEntry(
            .grant,
            refusal.code.statusCode < 500 ? .denied : .error,
            subject: record.subject,
            reason: refusal.code.rawValue,
            failure: FailureReason(refusal),
            awsRequestID: refusal.awsRequestID
        )
        let next = record.next(.leased(lease))
        guard try await context.write(next, over: record, entry, &writer) else {
            return .pending
        }
        return .failed("\(record.id) of \(record.request.userEmail): \(refusal.message)")
    }
}

extension RequestSweep {
    /// What one pass did.
    struct Report {
        var granted = 0
        var timedOut = 0
        var pending = 0
        var errors: [String] = []

        /// What is not as Grant has written it.
        var forged: [ForgedRequest] = []

        /// Rows of the queue that are no requests.
        var unreadable: [UnreadableRow] = []

        /// How many were read, and could not be looked at any more.
        var left = 0

        /// Whether more is due than could be looked at.
        var isCrowded = false

        /// Whether what is due could not be read to its end.
        var isCutOff = false

        /// What sweeps have died of: tried alone, after everything else.
        var suspects: [OpenRequestRow] = []

        /// Whether anything was begun.
        var hasBegun = false

        mutating func add(_ other: Report) {
            granted += other.granted
            timedOut += other.timedOut
            pending += other.pending
            errors += other.errors
            forged += other.forged
            unreadable += other.unreadable
        }

        mutating func count(_ outcome: Outcome) {
            switch outcome {
            case .granted: granted += 1
            case .timedOut: timedOut += 1
            case .failed(let reason): errors.append(reason)
            case .pending: pending += 1
            case .forged(let request): forged.append(request)
            case .misplaced(let row): unreadable.append(row)
            }
        }

        var answer: Answer {
            let message =
                "Process completed. \(granted) requests granted, \(timedOut) timed out, \(errors.count) errors"
            return Answer(
                statusCode: 200,
                body: [
                    "message": .string(message),
                    "granted_count": .integer(Int64(granted)),
                    "timed_out_count": .integer(Int64(timedOut)),
                    "error_count": .integer(Int64(errors.count)),
                    "pending_count": .integer(Int64(pending + left)),
                    "forged_count": .integer(Int64(forged.count)),
                    "unreadable_count": .integer(Int64(unreadable.count)),
                ]
            )
        }

        /// One alert for everything that went wrong; nil if nothing did.
        var alert: Alert? {
            guard !errors.isEmpty else { return nil }
            return Alert(
                subject: "Hourglass: \(errors.count) approved requests were not granted",
                message: """
                    Requests that were approved could not be granted at their time. Nobody has access because of them.

                    \(Alert.list(errors))

                    What to do: look at the GRANT records of these requests in the audit table, mend the cause, and \
                    let the requests be made again.
                    """
            )
        }
    }
}

extension Alert {
    fileprivate static func crowdedQueue(looked: Int, left: Int) -> Alert {
        Alert(
            subject: "Hourglass: more requests are due than one sweep can look at",
            message: """
                Grant's sweep has looked at \(looked) rows, and \(max(left, 1)) and more requests are waiting. The next sweep goes \
                on where this one has stopped, and looks at the oldest and the newest besides.

                What to do: look for an alert about forged requests. If there is none, Grant's time-out is too short for so many.
                """
        )
    }
}
