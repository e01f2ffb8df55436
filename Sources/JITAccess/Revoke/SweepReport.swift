// SPDX-License-Identifier: Apache-2.0

/// What one sweep did.
struct SweepReport: Equatable {
    /// Assignments removed.
    var revoked = 0

    /// What is not finished and will be looked at again.
    var pending = 0

    /// What went wrong, a sentence each.
    var errors: [String] = []

    /// The trails in which records go on whose own could not be continued.
    var successors: [SuccessorTrail] = []

    /// Items that cannot be understood.
    var unreadable = Unreadable()

    /// What sweeps have died of: to be tried alone, after everything else.
    var suspects: [DueItem] = []

    /// How long the longest overdue lease had been over when the sweep met it.
    var oldestOverdue = Duration.zero

    /// The most doubtful items that one sweep looks at: a table full of them must not take the time of the others.
    static let maximumDoubts = 100

    /// What was deleted, changed or invented past the functions, a sentence each.
    var doubts: [String] = []

    var hasTooManyDoubts: Bool { doubts.count >= Self.maximumDoubts }

    /// Requests whose leases should have ended, until they have been looked at.
    var leasesDue: [RequestRecord] = []

    /// The leases that have ended meanwhile.
    var endedLeases: Set<RequestID> = []

    /// Fences that are wanted, and permission sets whose fences are due, until they have been looked at.
    var fenceOrders: [FenceOrder] = []
    var fencesDue: Set<String> = []

    /// What was done about fences.
    var fences = FenceReport()

    /// A reconcile that is to go on.
    var reconcile: ReconcileRecord?

    /// Rows of the published sample that a pass which has just ended has left alone.
    var legacy: LegacyRows?

    /// How many of them there are, as far as is known.
    var legacyRows = 0

    /// Whether another sweep was running, so that this one did nothing.
    var wasRunningAlready = false

    var answer: Answer {
        let message =
            wasRunningAlready
            ? "Another sweep is running; nothing was done"
            : "Process completed. \(revoked) permissions revoked, \(errorCount) errors"
        var body: [String: JSONValue] = [
            "message": .string(message),
            "revoked_count": .integer(Int64(revoked)),
            "error_count": .integer(Int64(errorCount)),
            "pending_count": .integer(Int64(pending + fences.pending)),
            "fenced_count": .integer(Int64(fences.fenced)),
        ]
        // Only where there is a migration to make.
        if legacyRows > 0 { body["legacy_row_count"] = .integer(Int64(legacyRows)) }
        return Answer(statusCode: 200, body: body)
    }

    private var errorCount: Int { errors.count + fences.troubles.count + unreadable.count }

    /// Adds what was tried alone, after this report was told.
    mutating func add(_ other: SweepReport) {
        revoked += other.revoked
        pending += other.pending
        errors += other.errors
        doubts += other.doubts
        fences.add(other.fences)
        successors += other.successors
    }

    /// One alert for everything that went wrong; nil if nothing did.
    var alert: Alert? {
        guard !errors.isEmpty else { return nil }
        return Alert(
            subject: "Hourglass: \(errors.count) revocations failed",
            message: """
                A sweep could not end everything that is over. It is tried again, at longer and longer intervals up to \
                an hour, until it has worked. Until then the access below may still be open.

                \(Alert.list(errors))

                What to do: look at the REVOKE ERROR records in the audit table, mend the cause, or remove the \
                assignment in IAM Identity Center by hand; the next try then finds it gone.
                """
        )
    }
}

/// Items that cannot be understood: how many there are, and some of them. Nobody reads ten thousand sentences.
struct Unreadable: Equatable {
    private(set) var count = 0
    private(set) var examples: [String] = []

    mutating func add(_ sentence: String) {
        count += 1
        if examples.count < Alert.examples { examples.append(sentence) }
    }

    /// One alert for all; nil if there are none.
    var alert: Alert? {
        guard count > 0 else { return nil }
        return Alert(
            subject: "Hourglass: \(count) items of the state table cannot be understood",
            message: """
                Items of the state table that are due are not as Hourglass has written them. They are passed by at each \
                sweep, and everything else ends behind them. If one stands for access that is over, that is still open.

                \(Alert.list(examples, of: count))

                What to do: find out in CloudTrail (DynamoDB data events) who has written them. End in IAM Identity Center \
                what should be over, and then delete the items. A reconcile finds access that no item stands for.
                """
        )
    }
}
