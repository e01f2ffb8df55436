// SPDX-License-Identifier: Apache-2.0

/// One grant, from the decision to the answer: the steps of the protocol in their order.
///
/// The record comes first: the lease, with an expiry, is in the ledger before Identity Center is asked to change
/// anything. A crash after any line leaves at worst a shorter grant, which the sweep finishes or rolls back.
struct GrantProtocol {
    /// An invocation with less time left than this does not begin.
    static let minimumTime = Duration.seconds(6)

    let surroundings: Surroundings
    let creator: any AssignmentCreator
    let resolver: Resolver
    let invocation: Invocation

    /// When the event came.
    let began: Timestamp

    /// - Throws: ``Refusal`` if too little time is left to begin.
    static func checkTime(_ invocation: Invocation, at now: Timestamp) throws(Refusal) {
        guard invocation.deadline - now >= minimumTime else {
            throw Refusal(.deadlineTooSoon, "Too little time is left to begin. Raise the function's time-out.")
        }
    }

    /// Grants what is allowed and due.
    ///
    /// - Parameter situation: what was read together with the facts of the decision; nil to read it now.
    func run(
        _ approved: ApprovedRequest,
        situation: GrantPlan.Situation?,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Answer {
        let beginning = GrantBeginning(
            surroundings: surroundings,
            resolver: resolver,
            approved: approved,
            invocation: invocation,
            began: began
        )
        switch try await beginning.run(situation, &writer) {
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

/// A request that may be granted now, and where it stands in the ledger.
struct ApprovedRequest: Equatable {
    enum Origin: Equatable {
        /// A rule allows it without approvers; it is not in the ledger yet.
        case new
        /// It is in the ledger and waits for its moment.
        case approved
        /// Its lease is in the ledger; the invocation that was granting it is gone.
        case resumed
    }

    let record: RequestRecord
    let binding: Binding
    let permissionSet: PermissionSet
    let origin: Origin

    /// The permission set, if the request defines it, as it is to be written with the lease.
    var customSet: CustomSetRecord?

    /// The ticket with which the access ends, if the rule says so.
    var ticket: TicketHold?
}
