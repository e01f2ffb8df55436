// SPDX-License-Identifier: Apache-2.0

/// A request whose item is not as Grant has written it.
struct ForgedRequest {
    let record: RequestRecord

    /// What is wrong with it.
    let reason: String
}

/// Sets requests aside that nobody can believe: each is closed, on record and in one alert, and none is in anybody's way.
struct ForgedRequests {
    /// The most that are looked at in one invocation: a table full of them must not take the time of the genuine ones.
    static let maximum = 100

    /// The most that an alert names.
    private static let examples = 10

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
        await context.surroundings.alert(Self.alert(forged))
        if let failure { throw failure }
    }

    /// The record goes into a trail of its own: what the item says of itself is believed in nothing, its id included.
    private func close(_ forged: ForgedRequest) async throws(Refusal) {
        let record = forged.record
        var writer = LedgerWriter(context.surroundings, invocation: context.invocation)
        let closing = RequestRecord.Closing(
            .rejected,
            by: .sweep,
            at: context.now.wholeSecond,
            comment: "It is not as Hourglass has written it. Make a new request."
        )
        let entry = AuditEntry(
            .grant,
            .denied,
            subject: record.subject,
            reason: Refusal.Code.requestNotSealed.rawValue,
            failure: FailureReason(forged.reason),
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
            throw Refusal(error)
        }
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

                \(Alert.list(named, most: examples))

                What to do: find out in CloudTrail (DynamoDB data events) who has written to the state table, and take \
                that right away. If SEAL_KEY was changed, set SEAL_KEYS_OLD to the key of before; requests that were \
                waiting then must be made again.
                """
        )
    }
}
