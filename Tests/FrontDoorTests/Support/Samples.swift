// SPDX-License-Identifier: Apache-2.0

@testable import JITAccess
import Testing

@testable import FrontDoor

/// Requests for tests.
enum Sample {
    static let digest = String(repeating: "ab", count: 32)

    static let ada = Speaker(name: "ada@example.com", kind: .person(userID: "u-ada"), proof: .integration("slack"))
    static let grace = Speaker(
        name: "grace@example.com",
        kind: .person(userID: "u-grace"),
        proof: .integration("slack")
    )

    static let pending = RequestRecord.State.pending(
        RequestRecord.Pending(level: 0, levelName: "peer", timesOutAt: Fakes.now + .seconds(3600))
    )

    static func leased(
        _ status: LeaseStatus = .active,
        until end: Timestamp = Fakes.now + .seconds(7200)
    ) -> RequestRecord.State {
        .leased(RequestLease(status: status, expiresAt: end, isStanding: false))
    }

    static func closed(_ kind: RequestRecord.Closing.Kind, comment: String? = nil) -> RequestRecord.State {
        .closed(RequestRecord.Closing(kind, by: grace, at: Fakes.now, comment: comment))
    }

    static func record(
        _ state: RequestRecord.State = pending,
        id: String = "r1",
        approvals: [Approval] = [],
        justification: String? = "Look at <the> queue & leave",
        email: String = "ada@example.com",
        requestedBy: Speaker = ada,
        ownTicket: String? = "INC0012345",
        customPermissionSet: CustomPermissionSet? = nil
    ) throws -> RequestRecord {
        let request = AccessRequest(
            id: try #require(RequestID(id)),
            userEmail: email,
            accountID: try #require(AccountID("111122223333")),
            permissionSet: "PowerUserAccess",
            duration: try #require(LeaseDuration(hours: 2)),
            justification: justification,
            ticket: "INC0012345",
            source: .slack,
            customPermissionSet: customPermissionSet
        )
        return RequestRecord(
            request: request,
            digest: try request.digest(),
            requestedBy: requestedBy,
            path: .console,
            userID: "u-ada",
            permissionSetARN: nil,
            createdAt: Fakes.now,
            policy: PolicyMark(rule: "peers", ruleDigest: digest, policyHash: digest),
            approvals: approvals,
            state: state,
            ownTicket: ownTicket
        )
    }

    /// The answer about a request with these members, and the digest of what they ask for.
    static func answer(_ members: [String: JSONValue]) throws -> JSONValue {
        let members = members.merging(["duration_seconds": 7200]) { first, _ in first }
        let request = try #require(RequestID("r1").flatMap { RequestFacts(members: members).request($0) })
        return .object(members.merging(["digest": .string(try request.digest())]) { $1 })
    }

    static let approval = Approval(by: grace, level: "peer", at: Fakes.now, comment: "go ahead")

    /// A new record of the audit table, as its stream tells of it.
    static func stream(_ records: (sequence: Int, action: String, status: String)..., id: String = "r1") -> [UInt8] {
        let elements = records.map { record -> JSONValue in
            [
                "eventName": "INSERT", "eventSource": "aws:dynamodb",
                "dynamodb": [
                    "SequenceNumber": .string("\(record.sequence)00"),
                    "NewImage": [
                        "request_id": ["S": .string(id)], "sequence": ["N": .string(String(record.sequence))],
                        "action": ["S": .string(record.action)], "status": ["S": .string(record.status)],
                        "timestamp": ["S": "2026-01-01T00:00:00.000Z"], "hash": ["S": .string(digest)],
                        "previous_hash": ["S": .string(digest)],
                    ],
                ],
            ]
        }
        return Array(JSONValue.object(["Records": .array(elements)]).canonicalText.utf8)
    }
}
