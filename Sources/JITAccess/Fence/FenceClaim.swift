// SPDX-License-Identifier: Apache-2.0

/// Takes the fences of one permission set for one invocation: nobody else writes its policy or its record meanwhile.
struct FenceClaim {
    /// The most orders that one transaction takes up: each is an item that it removes.
    static let maximumOrders = 80

    /// How long the claim outlives the invocation.
    private static let margin = Duration.seconds(30)

    /// How long an order for which the record has no room waits.
    private static let pauseWithoutRoom = Duration.seconds(600)

    let surroundings: Surroundings
    let invocation: Invocation

    /// What is stored for a permission set.
    enum Stored {
        case absent
        case record(FenceRecord)
        /// It cannot be understood, and these denies are in the policy.
        case unreadable(SpoiltItem, [FenceDeny])
    }

    /// Takes up the orders and claims the record; nil if somebody else has it, or there is nothing to do.
    ///
    /// - Parameter orders: those that are borne out.
    func claim(
        _ permissionSetARN: String,
        _ stored: Stored,
        _ orders: [FenceOrder],
        _ writer: inout LedgerWriter,
        _ report: inout FenceReport
    ) async throws(LedgerError) -> FenceRecord? {
        let now = surroundings.clock.now()
        var next = FenceRecord(
            permissionSetARN: permissionSetARN,
            permissionSet: nil,
            version: BindingRecord.firstVersion(at: now)
        )
        var expected = ExpectedBinding.absent
        switch stored {
        case .absent: break
        case .record(let record):
            guard !record.isClaimed(at: now) else {
                report.pending += 1
                return nil
            }
            next = record
            next.version = record.version.nextVersion
            expected = .version(record.version)
        case .unreadable(let item, let denies):
            // What stands goes on standing.
            next.fences = Fence.standing(for: denies).filter { $0.liftAt > now }
            expected = .unreadable(item)
            report.doubts.append(
                "\(permissionSetARN): the record of its fences cannot be understood, and was begun anew from its policy."
            )
        }
        var changes: [LedgerChange] = []
        for order in orders {
            guard next.takes(order.fence) else {
                try await postpone(order, &writer, &report)
                continue
            }
            next.fences.append(order.fence)
            next.permissionSet = next.permissionSet ?? order.permissionSet
            changes.append(.removeFenceOrder(order))
        }
        guard !next.fences.isEmpty else {
            if case .unreadable(let item, _) = stored {
                try await writer.commit([.removeUnreadableFences(permissionSetARN, item)], [])
            }
            return nil
        }
        next.claim = BindingRecord.Claim(
            owner: invocation.requestID,
            until: (invocation.deadline + Self.margin).wholeSecond
        )
        changes.append(.putFences(next, expecting: expected))
        try await writer.commit(changes, [])
        return next
    }

    /// Leaves an order for later, or gives it up when it has no use any more.
    private func postpone(
        _ order: FenceOrder,
        _ writer: inout LedgerWriter,
        _ report: inout FenceReport
    ) async throws(LedgerError) {
        let now = surroundings.clock.now()
        let reason = FailureReason("There are too many fences of this permission set.")
        let isOver = order.fence.liftAt <= now
        let step = FenceStep(order.fence, isOver ? .givenUp(reason) : .failed(reason, awsRequestID: nil))
        let subject = AuditSubject(
            userID: order.fence.userID,
            userEmail: order.fence.userEmail,
            accountID: order.fence.accountID,
            permissionSet: order.permissionSet ?? order.permissionSetARN
        )
        var next = order
        next.dueAt = (now + Self.pauseWithoutRoom).wholeSecond
        next.version = order.version.nextVersion
        try await writer.commit(
            [isOver ? .removeFenceOrder(order) : .putFenceOrder(next, expecting: .version(order.version))],
            step.entries(subject)
        )
        surroundings.metrics.record(.fenceFailed)
        if let trouble = step.trouble(subject) { report.errors.append(trouble) }
    }
}
