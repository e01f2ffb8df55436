// SPDX-License-Identifier: Apache-2.0

/// Whoever asked does not want the access any more, before there is any.
struct Cancellation {
    private static let maximumTries = 8

    let context: GrantContext
    let id: RequestID
    let reason: String?

    func run() async throws(Refusal) -> Answer {
        var writer = LedgerWriter(context.surroundings, invocation: context.invocation)
        for _ in 1...Self.maximumTries {
            guard let record = try await context.request(id) else { throw .requestNotFound(id) }
            guard try await context.ownership.belongs(record, to: context.speaker) else {
                throw Refusal(.notRequester, "Only whoever made the request can cancel it. Approvers can reject it.")
            }
            switch record.state {
            case .pending, .approved: break
            case .closed: throw .decided(record)
            case .leased:
                throw Refusal(
                    .notPending,
                    "The request \(id.given) has been granted already. End its access with the action revoke of Revoke."
                )
            }
            let closing = RequestRecord.Closing(
                .cancelled,
                by: context.speaker,
                at: context.now.wholeSecond,
                comment: reason
            )
            let next = record.next(.closed(closing))
            // Conditional on the version: a cancellation and an approval at one moment cannot both be true.
            let entry = AuditEntry(.cancel, .success, subject: record.subject, reason: reason)
            if try await context.write(next, over: record, entry, &writer) {
                return RequestAnswers.answer(200, "The request was cancelled", next)
            }
        }
        throw .changing(id)
    }
}
