// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// How far a request is, for the system that made it.
enum SignedStatus {
    /// - Parameters:
    ///   - record: the caller's request as it is on record; nil if there is none, because it is still in the queue or was
    ///     refused, or is somebody else's, about which the caller learns no more than it was answered.
    ///   - memo: what came of the last call about it.
    static func members(_ id: RequestID, _ record: RequestRecord?, _ memo: SignedMemo) -> [String: JSONValue] {
        var members: [String: JSONValue] = ["request_id": .string(id.given)]
        if let record {
            members["status"] = .string(record.status.rawValue)
            members["user_email"] = .string(record.request.userEmail)
            members["account_id"] = .string(record.request.accountID.description)
            members["permission_set"] = .string(record.request.permissionSet)
            members["approvals"] = .array(record.approvals.map { .string($0.by.name) })
            if let lease = record.lease {
                members["lease_status"] = .string(lease.status.rawValue)
                members["expires_at"] = .integer(lease.expiresAt.seconds)
                members["failure"] = lease.failure.map(JSONValue.string)
            }
        }
        switch memo {
        case .queued: members["status"] = members["status"] ?? "QUEUED"
        case .answered(let reply):
            members["last_status_code"] = .integer(Int64(reply.status))
            members["message"] = reply.body["message"]
            members["error"] = reply.body["error"]
            members["code"] = reply.body["code"]
            members["fields"] = reply.body["fields"]
            if record == nil { members["status"] = reply.status < 300 ? "DONE" : "REFUSED" }
        }
        return members
    }
}
