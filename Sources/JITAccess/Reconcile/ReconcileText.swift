// SPDX-License-Identifier: Apache-2.0

/// What a reconcile says, in its answer, its alert and its trail.
enum ReconcileText {
    /// How the first record of a reconcile names its order. Whoever goes on with one holds the item against it, so all that
    /// decides what is done is in it.
    static func begun(_ order: ReconcileOrder) -> String {
        let quarantine =
            switch order.quarantine {
            case .nothing: ""
            case .everything: ", quarantine of everything foreign"
            case .listed(let keys): ", quarantine of \(keys.sorted().joined(separator: ", "))"
            }
        return "A comparison of ledger and Identity Center (\(order.mode.rawValue)\(quarantine))."
            + (order.reason.map { " \($0)" } ?? "")
    }

    private static let compared = "The whole was compared."
    static let givenUp = "The comparison was given up."

    static func finished(_ tally: ReconcileTally) -> String { "\(compared) \(summary(tally))" }

    /// - Parameter reason: as the trail has it.
    static func isOver(_ reason: String) -> Bool { reason.hasPrefix(compared) || reason.hasPrefix(givenUp) }

    static func summary(_ tally: ReconcileTally) -> String {
        """
        \(tally.fine) as they should be, \(tally.standing) standing, \(tally.underWay) under way; \(tally.late) late, \
        \(tally.missing) missing, \(tally.foreign) foreign; \(tally.repaired) repaired, \(tally.failed) failed; \
        \(tally.groups) assignments of groups were not compared.
        """
    }

    /// One finding as a sentence, with all that AWS said about a repair that failed.
    static func sentence(_ finding: ReconcileFinding) -> String {
        guard case .failed(let reason) = finding.outcome else { return told(finding) }
        return "\(told(finding)) \(reason)"
    }

    /// What may be told of a repair that failed.
    static let failed = "The repair failed; the audit trail has the reason."

    /// One finding as a sentence that may leave the account.
    static func told(_ finding: ReconcileFinding) -> String {
        let who = finding.userEmail ?? finding.binding.userID
        let what = finding.permissionSet ?? finding.binding.permissionSetARN
        let access = "\(who), \(what) on account \(finding.binding.accountID)"
        let difference =
            switch finding.kind {
            case .late: "should have ended\(finding.since.map { " at \($0.iso8601)" } ?? "") and has not"
            case .missing: "has a lease, and Identity Center has no assignment"
            case .foreign: "has an assignment that Hourglass has not made"
            }
        return "\(access): \(difference)\(suffix(finding.outcome))."
    }

    private static func suffix(_ outcome: ReconcileFinding.Outcome) -> String {
        switch outcome {
        case .reported: ""
        case .repaired: "; it has been put right"
        case .underWay: "; the repair is under way"
        case .failed: "; the repair failed"
        }
    }

    /// A finding on record.
    static func entry(_ finding: ReconcileFinding) -> AuditEntry {
        var entry = AuditEntry(
            .reconcile,
            .pending,
            subject: finding.subject,
            expiresAt: finding.since,
            reason: "\(finding.kind.rawValue.capitalizedASCII): \(told(finding))"
        )
        switch finding.outcome {
        case .reported, .underWay: break
        case .repaired: entry.status = .success
        case .failed(let reason):
            entry.status = .error
            entry.failure = FailureReason(failed, full: reason)
        }
        return entry
    }
}

extension String {
    /// The first letter large.
    fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}

extension ReconcileRecord {
    /// What a caller is told.
    var answer: Answer {
        let (statusCode, message): (Int, String) =
            switch state {
            case .running:
                (
                    202,
                    "The comparison goes on with the sweeps; ask for its status. So far: \(ReconcileText.summary(tally))"
                )
            case .finished: (200, "Compared. \(ReconcileText.summary(tally))")
            case .abandoned(_, let reason): (200, "The last comparison was given up: \(reason)")
            }
        var body: [String: JSONValue] = [
            "message": .string(message),
            "reconcile_id": .string(id.description),
            "mode": .string(order.mode.rawValue),
            "state": .string(stateName),
            "asked_by": .string(askedBy),
            "started_at": .string(startedAt.iso8601),
            "counts": tally.json,
            "findings": .array(findings.map(\.json)),
            "findings_total": .integer(Int64(tally.differences)),
        ]
        if case .finished(let moment) = state { body["finished_at"] = .string(moment.iso8601) }
        return Answer(statusCode: statusCode, body: body)
    }

    private var stateName: String {
        switch state {
        case .running: "running"
        case .finished: "finished"
        case .abandoned: "abandoned"
        }
    }
}

extension ReconcileTally {
    fileprivate var json: JSONValue {
        [
            "fine": .integer(Int64(fine)), "standing": .integer(Int64(standing)),
            "under_way": .integer(Int64(underWay)), "groups": .integer(Int64(groups)),
            "late": .integer(Int64(late)), "missing": .integer(Int64(missing)), "foreign": .integer(Int64(foreign)),
            "repaired": .integer(Int64(repaired)), "failed": .integer(Int64(failed)), "pairs": .integer(Int64(pairs)),
        ]
    }
}

extension ReconcileFinding {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "kind": .string(kind.rawValue),
            "key": .string(binding.key),
            "user_id": .string(binding.userID),
            "account_id": .string(binding.accountID.description),
        ]
        members["user_email"] = userEmail.map(JSONValue.string)
        members["permission_set"] = permissionSet.map(JSONValue.string)
        members["since"] = since.map { .string($0.iso8601) }
        switch outcome {
        case .reported: members["outcome"] = "reported"
        case .repaired: members["outcome"] = "repaired"
        case .underWay: members["outcome"] = "under_way"
        case .failed:
            members["outcome"] = "failed"
            members["problem"] = .string(ReconcileText.failed)
        }
        return .object(members)
    }
}

extension Alert {
    /// Everything that was found, in one alert; nil if nothing was.
    static func reconciled(_ record: ReconcileRecord) -> Alert? {
        guard record.tally.differences > 0 else { return nil }
        let more = record.tally.differences - record.findings.count
        let rest: AlertText = more > 0 ? "\nThe audit trail \(record.id) has \(more) more." : ""
        return Alert(
            subject: "Hourglass: \(record.tally.differences) differences between ledger and Identity Center",
            message: """
                A reconcile (\(record.order.mode.rawValue)) has compared the ledger with IAM Identity Center. \
                \(ReconcileText.summary(record.tally))

                \(Alert.list(record.findings.map(ReconcileText.sentence)))\(rest)

                What to do: read docs/reconcile.md. Late and missing access is put right by hourglass reconcile --apply; \
                foreign access is left alone unless it is named with --quarantine.
                """
        )
    }

    /// One that an item says is under way, and its trail does not.
    static func reconcileForged(_ record: ReconcileRecord) -> Alert {
        Alert(
            subject: "Hourglass: a reconcile that nobody has ordered was put aside",
            message: """
                The item reconcile#last of the state table said that a reconcile is under way: mode \(record.order.mode.rawValue). \
                Its trail \(record.id) does not say so. Nothing was done, and no access was taken away.

                What to do: find out in CloudTrail (DynamoDB data events) who has written to the state table, and take that \
                right away. Then start a reconcile with hourglass reconcile.
                """
        )
    }

    /// Places that a reconcile could not compare; nil if there are none.
    static func passedBy(_ places: [String], _ id: RequestID) -> Alert? {
        guard !places.isEmpty else { return nil }
        return Alert(
            subject: "Hourglass: \(places.count) assignments could not be compared",
            message: """
                The reconcile \(id) has passed by assignments of which the state table has items that cannot be understood.

                \(list(places, most: examples))

                What to do: find out in CloudTrail (DynamoDB data events) who has written to the state table, and take that \
                right away. Look at these assignments in IAM Identity Center, delete the items that cannot be understood, and \
                start a reconcile with hourglass reconcile.
                """
        )
    }

    /// A reconcile that does not get any further.
    static func reconcileAbandoned(_ record: ReconcileRecord, _ reason: String) -> Alert {
        Alert(
            subject: "Hourglass: a reconcile was given up",
            message: """
                The reconcile \(record.id) failed again and again at the same place and was given up. What it had found \
                until then is on record. \(ReconcileText.summary(record.tally))

                Reason: \(reason)

                What to do: mend the cause, mostly a right that Revoke lacks, and start it again with hourglass reconcile.
                """
        )
    }
}
