// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// How far a request is, as attributes of its item. Which of them are there tells the state.
enum RequestStateItem {
    static func item(_ state: RequestRecord.State) -> Item {
        switch state {
        case .pending(let pending):
            return [
                "level": .integer(pending.level),
                "level_name": .string(pending.levelName),
                "times_out_at": .integer(pending.timesOutAt.seconds),
            ]
        case .approved(let start):
            return [
                "starts_at": .integer(start.at.seconds),
                "next_try_at": .integer(start.nextTryAt.seconds),
            ]
        case .closed(let closing):
            var item = SpeakerItem.item(closing.by, prefix: "decided_by")
            item["decided_at"] = .integer(closing.at.seconds)
            item["comment"] = closing.comment.map(AttributeValue.string)
            return item
        case .leased(let lease):
            var item: Item = [
                "lease_status": .string(lease.status.rawValue),
                "expires_at": .integer(lease.expiresAt.seconds),
                "standing": .bool(lease.isStanding),
            ]
            item["session_seconds"] = lease.sessionSeconds.map(AttributeValue.integer)
            item["usable_from"] = (lease.usableFrom?.seconds).map(AttributeValue.integer)
            item["last_credential_at"] = (lease.endOfSessions?.seconds).map(AttributeValue.integer)
            item["failure"] = lease.failure.map(AttributeValue.string)
            return item
        }
    }

    static func state(_ reader: ItemReader) throws(ItemProblem) -> RequestRecord.State {
        switch try reader.choice("status", RequestRecord.Status.self) {
        case .pending, .pendingOwner, .pendingAdmin:
            return .pending(
                RequestRecord.Pending(
                    level: try reader.count("level", upTo: ItemBounds.level),
                    levelName: try reader.text("level_name", upTo: ItemBounds.name),
                    timesOutAt: try reader.moment("times_out_at")
                )
            )
        case .approved where reader.has("lease_status"):
            return .leased(
                RequestLease(
                    status: try reader.choice("lease_status", LeaseStatus.self),
                    expiresAt: try reader.moment("expires_at"),
                    isStanding: reader.flag("standing"),
                    failure: reader.note("failure", upTo: ItemBounds.words),
                    sessionSeconds: reader.has("session_seconds")
                        ? try reader.seconds("session_seconds", in: ItemBounds.sessionSeconds) : nil,
                    usableFrom: reader.has("usable_from") ? try reader.moment("usable_from") : nil,
                    endOfSessions: reader.has("last_credential_at") ? try reader.moment("last_credential_at") : nil
                )
            )
        case .approved:
            return .approved(
                RequestRecord.Start(
                    at: try reader.moment("starts_at"),
                    nextTryAt: try reader.moment("next_try_at")
                )
            )
        case .rejected: return .closed(try closing(.rejected, reader))
        case .cancelled: return .closed(try closing(.cancelled, reader))
        case .timedOut: return .closed(try closing(.timedOut, reader))
        }
    }

    private static func closing(
        _ kind: RequestRecord.Closing.Kind,
        _ reader: ItemReader
    ) throws(ItemProblem) -> RequestRecord.Closing {
        RequestRecord.Closing(
            kind,
            by: try SpeakerItem.speaker(reader, prefix: "decided_by"),
            at: try reader.moment("decided_at"),
            comment: reader.note("comment", upTo: ItemBounds.words)
        )
    }
}
