// SPDX-License-Identifier: Apache-2.0

/// What a seal is over: everything that a later invocation believes of a request, and where its audit trail ends.
///
/// The trail's end makes each seal good for one moment only: an older item that is put back after a cancellation, or a
/// trail whose last record was replaced, has another one.
struct SealedRequest: SealedForm {
    /// What the seal is for. It changes with the form.
    static let purpose = "hourglass:request:1"

    let record: RequestRecord

    /// The record that was written together with the item.
    let tail: AuditTail

    /// The ARN of the state table.
    let table: String

    var members: [String: JSONValue] {
        let request = record.request
        var members: [String: JSONValue] = [
            "purpose": .string(Self.purpose),
            "table": .string(table),
            "id": .string(record.id.description),
            "version": .integer(record.version),
            "status": .string(record.status.rawValue),
            "state": .object(state),
            "digest": .string(record.digest),
            "requested_by": Self.caller(record.requestedBy),
            "path": .string(record.path.rawValue),
            "principal_kind": .string(record.principalKind.rawValue),
            "user_id": .string(record.userID),
            "account_id": .string(request.accountID.description),
            // The digest leaves out the name of a custom permission set.
            "permission_set": .string(request.permissionSet),
            "duration_seconds": .integer(request.duration.seconds),
            "created_at": .integer(record.createdAt.milliseconds),
            "rule": .string(record.policy.rule),
            "rule_digest": .string(record.policy.ruleDigest),
            "approvals": .array(record.approvals.map(Self.approval)),
            "trail": ["sequence": .integer(tail.sequence), "hash": .string(tail.hash)],
        ]
        members["permission_set_arn"] = record.permissionSetARN.map(JSONValue.string)
        members["start_at"] = (request.startAt?.milliseconds).map(JSONValue.integer)
        members["chain_began_at"] = (record.chainBeganAt?.seconds).map(JSONValue.integer)
        members["extends"] = (request.extends?.description).map(JSONValue.string)
        return members
    }

    /// What decides, but not when it is looked at next: that a sweep may move.
    private var state: [String: JSONValue] {
        switch record.state {
        case .pending(let pending):
            return [
                "level": .integer(Int64(pending.level)),
                "level_name": .string(pending.levelName),
                "times_out_at": .integer(pending.timesOutAt.seconds),
            ]
        case .approved(let start):
            let latest = start.at + record.request.duration.duration
            return ["starts_at": .integer(start.at.seconds), "latest_end": .integer(latest.seconds)]
        case .leased(let lease):
            return ["lease": .string(lease.status.rawValue), "latest_end": .integer(lease.expiresAt.seconds)]
        case .closed(let closing):
            return ["closed": .string(closing.kind.rawValue)]
        }
    }

    private static func approval(_ approval: Approval) -> JSONValue {
        [
            "by": caller(approval.by),
            "level": .string(approval.level),
            "at": .integer(approval.at.seconds),
        ]
    }

    private static func caller(_ speaker: Speaker) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(speaker.name),
            "kind": .string(speaker.kind.description),
            "proof": .string(speaker.proof.description),
        ]
        members["caller_id"] = speaker.callerID.map(JSONValue.string)
        return .object(members)
    }
}

extension RequestRecord {
    /// Whether a later invocation acts on what the item says, so that the item must be sealed.
    var needsSeal: Bool {
        switch state {
        case .pending, .approved: true
        case .leased(let lease): lease.status == .granting
        case .closed: false
        }
    }
}
