// SPDX-License-Identifier: Apache-2.0

/// Whether the approvals of a request are those that its rule demands, at the moment when access begins.
///
/// A start may be months after the approval: an approver who has left since, or is no approver any more, does not count.
struct ApprovalCount {
    let context: GrantContext
    let account: AccountFacts

    /// - Parameter levels: what the rule demands now; it is the rule under which the request was approved.
    /// - Throws: ``Refusal`` (409) if an approval is missing or does not count any more.
    func check(_ record: RequestRecord, _ levels: [ApprovalLevel]) async throws(Refusal) {
        var people: Set<String> = []
        for level in levels {
            let given = record.approvals.filter { $0.level == level.name }
            for approval in given {
                guard let userID = approval.by.userID, userID != record.userID, userID != record.requestedBy.userID,
                    people.insert(userID).inserted
                else {
                    throw Self.refusal(approval, "nobody approves their own request, and one approver counts once")
                }
            }
            for approval in given where level.needsOtherEntryPoint && approval.by.proof == record.requestedBy.proof {
                throw Self.refusal(approval, "it came by the way that the request came")
            }
            guard given.count >= level.required else {
                throw Refusal(
                    .approvalNotValid,
                    "The level \(level.name) has \(given.count) of \(level.required) approvals. Make a new request."
                )
            }
        }
        try await checkPeople(record, levels)
    }

    /// Looks everybody up, side by side.
    private func checkPeople(_ record: RequestRecord, _ levels: [ApprovalLevel]) async throws(Refusal) {
        let outcomes = await withTaskGroup(of: Result<Void, Refusal>.self) { group in
            for level in levels {
                // Whoever approves in this invocation has been looked up in it.
                for approval in record.approvals
                where approval.level == level.name && approval.by.userID != context.speaker.userID {
                    group.addTask { await attempt { () throws(Refusal) in try await check(approval, level) } }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for outcome in outcomes { try outcome.get() }
    }

    private func check(_ approval: Approval, _ level: ApprovalLevel) async throws(Refusal) {
        guard let userID = approval.by.userID else { throw Self.refusal(approval, "it is no person's") }
        let person: Person
        do {
            person = try await context.resolver.person(userID, named: approval.by.name, for: account)
        } catch  where error.code == .userNotFound || error.code == .userDisabled {
            throw Self.refusal(approval, "the approver has left or is disabled in Identity Center")
        } catch  where error.code == .ambiguousUser {
            var refusal = Self.refusal(approval, "the approver has a name that is another user's too")
            refusal.alert = error.alert
            throw refusal
        }
        guard level.approvers.accepts(person.principal(), on: account.forPolicy) else {
            throw Self.refusal(approval, "the approver is not among those who decide about this request any more")
        }
    }

    private static func refusal(_ approval: Approval, _ reason: String) -> Refusal {
        Refusal(
            .approvalNotValid,
            "The approval by \(approval.by.name) does not count: \(reason). Make a new request."
        )
    }
}
