// SPDX-License-Identifier: Apache-2.0

/// One grant, from look-up to answer: the steps of the protocol in their order.
///
/// The record comes first: the lease, with an expiry, is in the ledger before Identity Center is asked to change
/// anything. A crash after any line leaves at worst a shorter grant, which the sweep finishes or rolls back.
struct GrantProtocol {
    /// An invocation with less time left than this does not begin.
    private static let minimumTime = Duration.seconds(6)

    let surroundings: Surroundings
    let creator: any AssignmentCreator
    let request: AccessRequest
    let invocation: Invocation

    func run() async throws(Refusal) -> Answer {
        let began = surroundings.clock.now()
        guard invocation.deadline - began >= Self.minimumTime else {
            throw Refusal(.deadlineTooSoon, "Too little time is left to begin. Raise the function's time-out.")
        }
        let resolved = try await Resolver(surroundings: surroundings).resolve(request)
        var writer = LedgerWriter(surroundings, invocation: invocation)
        writer.tails[request.id] = resolved.tail

        let beginning = GrantBeginning(
            surroundings: surroundings,
            request: request,
            resolved: resolved,
            invocation: invocation,
            began: began
        )
        switch try await beginning.run(&writer) {
        case .answered(let answer): return answer
        case .creating(let record, let requestRecord):
            var creation = Creation(
                creator: creator,
                directory: surroundings.directory,
                patience: Patience(surroundings, invocation: invocation)
            )
            let outcome = await creation.run(record.binding)
            var completion = GrantCompletion(
                surroundings: surroundings,
                request: requestRecord,
                record: record,
                began: began,
                writer: writer
            )
            return try await completion.run(outcome)
        }
    }
}
