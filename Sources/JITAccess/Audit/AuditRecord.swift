// SPDX-License-Identifier: Apache-2.0

import Hashing

/// One record of the audit trail, in its place in the chain of its request.
public struct AuditRecord: Sendable, Equatable {
    public let requestID: RequestID

    /// 1 for the first record of a request.
    public let sequence: Int64

    /// SHA-256 over the canonical JSON of all attributes but this one: 64 hexadecimal digits.
    public let hash: String

    /// Every attribute as the table holds it, the hash included; each is a string or a whole number.
    public let attributes: [String: JSONValue]
}

/// The end of a request's chain: what the next record is appended to.
public struct AuditTail: Sendable, Equatable {
    /// The chain of a request that has no record yet.
    public static let empty = AuditTail(sequence: 0, hash: String(repeating: "0", count: 64))

    /// The sequence of the last record.
    public let sequence: Int64

    /// The hash of the last record.
    public let hash: String

    /// Creates a tail.
    public init(sequence: Int64, hash: String) {
        self.sequence = sequence
        self.hash = hash
    }

    /// The record that follows, and moves the tail on to it.
    ///
    /// - Throws: ``HashingError`` if the hash cannot be computed.
    mutating func append(
        _ entry: AuditEntry,
        for requestID: RequestID,
        at moment: Timestamp,
        by invocation: Invocation
    ) throws(HashingError) -> AuditRecord {
        // What is read is bounded; what is not read in this way must not end the process either.
        let next = sequence.addingReportingOverflow(1).overflow ? sequence : sequence + 1
        let timestamp = moment.iso8601
        var attributes: [String: JSONValue] = [
            "request_id": .string(requestID.description),
            "sequence": .integer(next),
            "action": .string(entry.action.rawValue),
            "status": .string(entry.status.rawValue),
            "timestamp": .string(timestamp),
            // By which whoever seals the trail finds what is new; under the hash like everything else.
            "day": .string(String(timestamp.prefix(10))),
            "actor": .string(invocation.speaker.name),
            "actor_proof": .string(invocation.speaker.proof.description),
            "lambda_request_id": .string(invocation.requestID),
            "previous_hash": .string(hash),
        ]
        // What people are compared by: a name may change, and may be another's tomorrow.
        attributes["actor_user_id"] = invocation.speaker.userID.map(JSONValue.string)
        // The same for roles and users of IAM, each session of which has another ARN.
        if case .mapped(let name) = invocation.speaker.kind { attributes["policy_actor"] = .string(name) }
        attributes["caller_id"] = invocation.speaker.callerID.map(JSONValue.string)
        attributes["trace_id"] = invocation.traceID.map(JSONValue.string)
        attributes["policy_hash"] = invocation.policyHash.map(JSONValue.string)
        attributes.merge(entry.attributes) { first, _ in first }
        let hash = try SHA256.hex(JSONValue.object(attributes).canonicalText)
        attributes["hash"] = .string(hash)
        self = AuditTail(sequence: next, hash: hash)
        return AuditRecord(requestID: requestID, sequence: sequence, hash: hash, attributes: attributes)
    }
}

extension AuditEntry {
    /// What the entry says, under the names of the audit table; what does not apply is left out.
    fileprivate var attributes: [String: JSONValue] {
        var attributes: [String: JSONValue] = [:]
        func set(_ name: String, _ text: String?) {
            attributes[name] = text.map(JSONValue.string)
        }
        set("user_id", subject.userID)
        set("user_email", subject.userEmail)
        set("account_id", subject.accountID?.description)
        set("permission_set", subject.permissionSet)
        set("reason", reason)
        set("error_message", failure?.full)
        set("told", failure?.told)
        set("aws_request_id", awsRequestID)
        set("policy_rule", policy?.rule)
        set("level", level)
        set("request_digest", requestDigest)
        set("about", about?.description)
        set("continues_because", continues?.reason)
        set("continues_hash", continues?.last?.hash)
        attributes["continues_sequence"] = (continues?.last?.sequence).map(JSONValue.integer)
        set("source", request?.source?.rawValue)
        set("ticket", request?.ticket)
        set("justification", request?.justification)
        set("custom_permission_set", request?.customPermissionSet?.json.canonicalText)
        set("requester", request?.requester)
        set("approver", request?.approver)
        set("extends", request?.extends?.description)
        set("start_at", request?.startAt?.iso8601)
        attributes["duration_seconds"] = (request?.duration.seconds).map(JSONValue.integer)
        attributes["approvals_needed"] = approvalsNeeded.map { .integer(Int64($0)) }
        attributes["chain_began_at"] = (chainBeganAt?.seconds).map(JSONValue.integer)
        attributes["expires_at"] = (expiresAt?.seconds).map(JSONValue.integer)
        attributes["usable_from"] = (usableFrom?.seconds).map(JSONValue.integer)
        attributes["last_credential_at"] = (lastCredentialAt?.seconds).map(JSONValue.integer)
        attributes["left_out"] = leftOut.map { .integer(Int64($0)) }
        attributes["lateness_ms"] = (lateness?.wholeMilliseconds).map(JSONValue.integer)
        return attributes
    }
}
