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

    /// Takes up the orders and claims the record; nil if somebody else has it, or there is nothing to do.
    func claim(
        _ permissionSetARN: String,
        _ orders: [FenceOrder],
        _ writer: inout LedgerWriter,
        _ report: inout FenceReport
    ) async throws(LedgerError) -> FenceRecord? {
        let now = surroundings.clock.now()
        let stored = try await surroundings.ledger.fences(of: permissionSetARN)
        guard stored?.isClaimed(at: now) != true else {
            report.pending += 1
            return nil
        }
        var next =
            stored
            ?? FenceRecord(
                permissionSetARN: permissionSetARN,
                permissionSet: nil,
                version: BindingRecord.firstVersion(at: now)
            )
        if stored != nil { next.version += 1 }
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
        guard !next.fences.isEmpty else { return nil }
        next.claim = BindingRecord.Claim(
            owner: invocation.requestID,
            until: (invocation.deadline + Self.margin).wholeSecond
        )
        changes.append(.putFences(next, expecting: stored.map { .version($0.version) } ?? .absent))
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
        next.version += 1
        try await writer.commit(
            [isOver ? .removeFenceOrder(order) : .putFenceOrder(next, expecting: .version(order.version))],
            step.entries(subject)
        )
        surroundings.metrics.record(.fenceFailed)
        if let trouble = step.trouble(subject) { report.errors.append(trouble) }
    }
}
