// SPDX-License-Identifier: Apache-2.0

/// A request whose item is not as Grant has written it.
struct ForgedRequest {
    let record: RequestRecord

    /// What is wrong with it.
    let reason: String

    /// Where it is in Grant's queue, if it was found there.
    var place: DueCursor?

    /// Whether nobody could tell for an hour, so that it was given up. It may be genuine.
    var isUnverified = false
}

/// A row of Grant's queue that is no request.
struct UnreadableRow {
    let place: DueCursor
    let problem: String
}

/// Sets requests aside that nobody can believe: each is closed, on record and in one alert, and none is in anybody's way.
struct ForgedRequests {
    /// The most that are looked at in one invocation: a table full of them must not take the time of the genuine ones.
    static let maximum = 100

    let context: GrantContext

    /// - Throws: ``Refusal`` if one could not be closed; it is found again.
    func setAside(_ forged: [ForgedRequest]) async throws(Refusal) {
        guard !forged.isEmpty else { return }
        var failure: Refusal?
        for request in forged.prefix(Self.maximum) {
            do {
                try await close(request)
            } catch {
                failure = error
            }
        }
        let unverified = forged.filter(\.isUnverified)
        if unverified.count < forged.count {
            await context.surroundings.alert(Self.alert(forged.filter { !$0.isUnverified }))
        }
        if !unverified.isEmpty { await context.surroundings.alert(Self.alert(unverified: unverified)) }
        if let failure { throw failure }
    }

    /// Takes rows out of Grant's queue that nobody can understand. They can grant nothing, and each is told once.
    ///
    /// - Throws: ``Refusal`` if one could not be taken out; it is found again.
    func setAside(unreadable rows: [UnreadableRow], atMost most: Int) async throws(Refusal) {
        let some = rows.prefix(max(most, 0))
        guard !some.isEmpty else { return }
        var failure: Refusal?
        for row in some {
            let problem = "\(row.place.key): \(row.problem)"
            let entry = AuditEntry(
                .grant,
                .denied,
                subject: AuditSubject(),
                reason: Refusal.Code.requestNotSealed.rawValue,
                failure: FailureReason(
                    "A row of the state table cannot be understood.",
                    full: "The row cannot be understood, and was taken out of the queue. \(problem)"
                )
            )
            do {
                try await setAside(row.place, entry)
            } catch {
                failure = error
            }
        }
        await context.surroundings.alert(Self.alert(unreadable: rows))
        if let failure { throw failure }
    }

    private func setAside(_ place: DueCursor, _ entry: AuditEntry) async throws(Refusal) {
        var writer = LedgerWriter(context.surroundings, invocation: context.invocation)
        let trail = RequestID(attempt: context.invocation.requestID)
        do {
            try await writer.commit([.setRowAside(place)], [LedgerWriter.Entry(trail, entry)])
        } catch .conflict {
            // Somebody has moved it on; it is looked at again.
        } catch {
            throw Refusal(error)
        }
    }

    /// The record goes into a trail of its own: what the item says of itself is believed in nothing, its id included.
    private func close(_ forged: ForgedRequest) async throws(Refusal) {
        let record = forged.record
        var writer = LedgerWriter(context.surroundings, invocation: context.invocation)
        let closing = RequestRecord.Closing(
            .rejected,
            by: .sweep,
            at: context.now.wholeSecond,
            comment: forged.isUnverified
                ? "It could not be verified for an hour. Make a new request."
                : "It is not as Hourglass has written it. Make a new request."
        )
        let entry = AuditEntry(
            .grant,
            .denied,
            subject: record.subject,
            reason: (forged.isUnverified ? Refusal.Code.sealUnavailable : .requestNotSealed).rawValue,
            failure: forged.isUnverified
                ? FailureReason("The seal could not be verified for an hour.", full: forged.reason)
                : FailureReason(forged.reason),
            about: record.id
        )
        let trail = RequestID(attempt: context.invocation.requestID)
        do {
            try await writer.commit(
                [.putRequest(record.next(.closed(closing)), expecting: .version(record.version))],
                [LedgerWriter.Entry(trail, entry)]
            )
        } catch .conflict {
            // Somebody has moved it on; it is looked at again.
        } catch {
            // An item that is nearly as large as an item can be takes no more words.
            guard case .refused = error, let place = forged.place else { throw Refusal(error) }
            try await setAside(place, entry)
        }
    }

    private static func alert(unverified: [ForgedRequest]) -> Alert {
        let named = unverified.map {
            "\($0.record.id), for \($0.record.request.userEmail) on account \($0.record.request.accountID): \($0.reason)"
        }
        return Alert(
            subject: "Hourglass: \(unverified.count) requests could not be verified for an hour",
            message: """
                The seals of these requests could not be verified for an hour after their moment, so they were given up. \
                Nothing says that they were forged. They have granted nothing, and must be made again.

                \(Alert.list(named, most: Alert.examples))

                What to do: see why Grant cannot use the key of SEAL_KEY: whether it is enabled, and what KMS answers \
                in Grant's log.
                """
        )
    }

    private static func alert(unreadable: [UnreadableRow]) -> Alert {
        Alert(
            subject: "Hourglass: \(unreadable.count) rows of the state table are no requests",
            message: """
                Rows in Grant's queue cannot be understood. They have granted nothing, and are taken out of the queue, \
                \(maximum) in each sweep; nothing else of them is changed.

                \(Alert.list(unreadable.map { "\($0.place.key): \($0.problem)" }, most: Alert.examples))

                What to do: find out in CloudTrail (DynamoDB data events) who has written to the state table, and take \
                that right away. If an older version of Grant was put back, deploy the newer one again.
                """
        )
    }

    static func alert(_ forged: [ForgedRequest]) -> Alert {
        let named = forged.map {
            "\($0.record.id), for \($0.record.request.userEmail) on account \($0.record.request.accountID): \($0.reason)"
        }
        return Alert(
            subject: "Hourglass: \(forged.count) requests in the state table were forged",
            message: """
                Requests in the state table are not as Grant has written them. They have granted nothing, \
                and are closed, \(maximum) in each sweep.

                \(Alert.list(named, most: Alert.examples))

                What to do: find out in CloudTrail (DynamoDB data events) who has written to the state table, and take \
                that right away. If SEAL_KEY was changed, set SEAL_KEYS_OLD to the key of before; requests that were \
                waiting then must be made again.
                """
        )
    }
}
