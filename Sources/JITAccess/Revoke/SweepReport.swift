// SPDX-License-Identifier: Apache-2.0

/// What one sweep did.
struct SweepReport: Equatable {
    /// Assignments removed.
    var revoked = 0

    /// What is not finished and will be looked at again.
    var pending = 0

    /// What went wrong, a sentence each.
    var errors: [String] = []

    /// How long the longest overdue lease had been over when the sweep began.
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

    private var errorCount: Int { errors.count + fences.troubles.count }

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
