// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// What was asked for, as attributes of a request's item.
enum AskedItem {
    static func item(_ request: AccessRequest) -> Item {
        var item: Item = [
            "user_email": .string(request.userEmail),
            "account_id": .string(request.accountID.description),
            "permission_set": .string(request.permissionSet),
            "duration_seconds": .integer(request.duration.seconds),
        ]
        item["justification"] = request.justification.map(AttributeValue.string)
        item["ticket"] = request.ticket.map(AttributeValue.string)
        item["source"] = (request.source?.rawValue).map(AttributeValue.string)
        item["requester"] = request.requester.map(AttributeValue.string)
        item["approver"] = request.approver.map(AttributeValue.string)
        item["start_at_ms"] = (request.startAt?.milliseconds).map(AttributeValue.integer)
        item["custom_permission_set"] = (request.customPermissionSet?.json.canonicalText).map(AttributeValue.string)
        item["extends"] = (request.extends?.description).map(AttributeValue.string)
        return item
    }

    private static func customPermissionSet(_ reader: ItemReader) throws(ItemProblem) -> CustomPermissionSet? {
        let stored = try reader.optionalText("custom_permission_set", upTo: ItemBounds.definition)
        guard let text = stored else { return nil }
        guard let custom = CustomPermissionSet(stored: text) else {
            throw ItemProblem("custom_permission_set cannot be understood")
        }
        return custom
    }

    static func request(_ reader: ItemReader) throws(ItemProblem) -> AccessRequest {
        guard let accountID = AccountID(try reader.text("account_id", upTo: ItemBounds.name)) else {
            throw ItemProblem("account_id is not 12 digits")
        }
        guard let duration = LeaseDuration(seconds: try reader.seconds("duration_seconds", in: ItemBounds.leaseSeconds))
        else {
            throw ItemProblem("duration_seconds is not the length of a lease")
        }
        return AccessRequest(
            id: try reader.requestID("request_id"),
            userEmail: try reader.text("user_email", upTo: ItemBounds.name),
            accountID: accountID,
            permissionSet: try reader.text("permission_set", upTo: ItemBounds.name),
            duration: duration,
            justification: try reader.optionalText("justification", upTo: ItemBounds.words),
            ticket: try reader.optionalText("ticket", upTo: ItemBounds.name),
            source: reader.has("source") ? try reader.choice("source", RequestSource.self) : nil,
            requester: try reader.optionalText("requester", upTo: ItemBounds.name),
            approver: try reader.optionalText("approver", upTo: ItemBounds.name),
            startAt: reader.has("start_at_ms") ? try reader.exactMoment("start_at_ms") : nil,
            extends: reader.has("extends") ? try reader.requestID("extends") : nil,
            customPermissionSet: try customPermissionSet(reader)
        )
    }
}

/// A speaker as three attributes whose names begin alike.
enum SpeakerItem {
    static func item(_ speaker: Speaker, prefix: String) -> Item {
        var item: Item = [
            prefix: .string(speaker.name),
            "\(prefix)_kind": .string(speaker.kind.description),
            "\(prefix)_proof": .string(speaker.proof.description),
        ]
        item["\(prefix)_caller_id"] = speaker.callerID.map(AttributeValue.string)
        return item
    }

    static func speaker(_ reader: ItemReader, prefix: String) throws(ItemProblem) -> Speaker {
        guard let kind = Speaker.Kind(try reader.text("\(prefix)_kind", upTo: ItemBounds.name)) else {
            throw ItemProblem("\(prefix)_kind has an unknown value")
        }
        guard let proof = Speaker.Proof(try reader.text("\(prefix)_proof", upTo: ItemBounds.name)) else {
            throw ItemProblem("\(prefix)_proof has an unknown value")
        }
        return Speaker(
            name: try reader.text(prefix, upTo: ItemBounds.arn),
            kind: kind,
            proof: proof,
            callerID: try reader.optionalText("\(prefix)_caller_id", upTo: ItemBounds.name)
        )
    }
}

/// An approval as a member of a request's list.
enum ApprovalItem {
    static func item(_ approval: Approval) -> Item {
        var item = SpeakerItem.item(approval.by, prefix: "approved_by")
        item["level"] = .string(approval.level)
        item["approved_at"] = .integer(approval.at.seconds)
        item["comment"] = approval.comment.map(AttributeValue.string)
        return item
    }

    static func approval(_ item: Item) throws(ItemProblem) -> Approval {
        let reader = ItemReader(item)
        return Approval(
            by: try SpeakerItem.speaker(reader, prefix: "approved_by"),
            level: try reader.text("level", upTo: ItemBounds.name),
            at: try reader.moment("approved_at"),
            comment: try reader.optionalText("comment", upTo: ItemBounds.words)
        )
    }
}
