// SPDX-License-Identifier: Apache-2.0

/// What is answered about a request: always the same members under the same names.
enum RequestAnswers {
    /// Approvers have to decide.
    static func pending(_ record: RequestRecord, _ awaiting: Awaiting? = nil) -> Answer {
        answer(202, "The request awaits approval", record, awaiting)
    }

    /// It is approved and begins later.
    static func approved(_ record: RequestRecord) -> Answer {
        guard case .approved(let start) = record.state, record.request.startAt != nil else {
            return answer(202, "The request is approved; access is about to be granted", record)
        }
        return answer(202, "The request is approved; access begins at \(start.at.iso8601)", record)
    }

    static func answer(
        _ statusCode: Int,
        _ message: String,
        _ record: RequestRecord,
        _ awaiting: Awaiting? = nil
    ) -> Answer {
        Answer(statusCode: statusCode, body: body(record, awaiting).merging(["message": .string(message)]) { $1 })
    }

    /// Who has to decide, for people.
    struct Awaiting {
        let level: ApprovalLevel
        let given: Int
    }

    /// Everything about one request.
    static func body(_ record: RequestRecord, _ awaiting: Awaiting? = nil) -> [String: JSONValue] {
        let request = record.request
        var body: [String: JSONValue] = [
            "request_id": .string(record.id.given),
            "status": .string(record.status.rawValue),
            "user_email": .string(request.userEmail),
            "account_id": .string(request.accountID.description),
            "permission_set": .string(request.permissionSet),
            "duration_seconds": .integer(request.duration.seconds),
            "policy_rule": .string(record.policy.rule),
            "digest": .string(record.digest),
            "requested_by": .string(record.requestedBy.name),
            "requested_by_proof": .string(record.requestedBy.proof.description),
            "requested_at": .string(record.createdAt.iso8601),
        ]
        body["entry_point"] = (record.id.entryPoint?.description).map(JSONValue.string)
        // All that the digest covers, so that whoever reads the answer can compute it.
        body["source"] = (request.source?.rawValue).map(JSONValue.string)
        body["requester"] = request.requester.map(JSONValue.string)
        body["approver"] = request.approver.map(JSONValue.string)
        body["justification"] = request.justification.map(JSONValue.string)
        body["custom_permission_set"] = request.customPermissionSet?.json
        body["ticket"] = request.ticket.map(JSONValue.string)
        body["start_at"] = (request.startAt?.iso8601).map(JSONValue.string)
        body["extends"] = (request.extends?.description).map(JSONValue.string)
        if !record.approvals.isEmpty { body["approvals"] = .array(record.approvals.map(approval)) }
        switch record.state {
        case .pending(let pending):
            body["awaiting"] = .object(awaitingMembers(pending, awaiting))
        case .approved: break
        case .closed(let closing):
            body["decided"] = .object(
                members(by: closing.by, at: closing.at, comment: closing.comment)
            )
        case .leased(let lease):
            body["lease_status"] = .string(lease.status.rawValue)
            body["expires_at"] = .integer(lease.expiresAt.seconds)
            body["expires_at_utc"] = .string(lease.expiresAt.iso8601)
            body["usable_from_utc"] = (lease.usableFrom?.iso8601).map(JSONValue.string)
            body["last_credential_at"] = (lease.lastCredentialAt?.seconds).map(JSONValue.integer)
            body["last_credential_at_utc"] = (lease.lastCredentialAt?.iso8601).map(JSONValue.string)
            body["standing"] = .bool(lease.isStanding)
            body["failure"] = lease.failure.map(JSONValue.string)
        }
        return body
    }

    private static func awaitingMembers(
        _ pending: RequestRecord.Pending,
        _ awaiting: Awaiting?
    ) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "level": .string(pending.levelName),
            "times_out_at": .string(pending.timesOutAt.iso8601),
        ]
        if let awaiting {
            members["required"] = .integer(Int64(awaiting.level.required))
            members["given"] = .integer(Int64(awaiting.given))
            members["approvers"] = .string(awaiting.level.approvers.readable)
            if awaiting.level.needsStepUp { members["step_up"] = true }
            if awaiting.level.needsOtherEntryPoint { members["other_entry_point"] = true }
        }
        return members
    }

    private static func approval(_ approval: Approval) -> JSONValue {
        var members = members(by: approval.by, at: approval.at, comment: approval.comment)
        members["level"] = .string(approval.level)
        return .object(members)
    }

    private static func members(by speaker: Speaker, at moment: Timestamp, comment: String?) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["by": .string(speaker.name), "at": .string(moment.iso8601)]
        members["comment"] = comment.map(JSONValue.string)
        return members
    }
}
