// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Hashing
import JITAccess
import TestSupport

@testable import hourglass

/// Answers of Grant as the contract has them.
enum RequestSample {
    /// Of ``pending(_:)``, as Grant computes it.
    static let digest: String = {
        let asked: [String: JSONValue] = [
            "user_email": "ada@example.com", "account_id": "111122223333", "permission_set": "ReadOnlyAccess",
            "duration_seconds": 14_400, "justification": "Look into the import", "ticket": "INC0012345",
        ]
        return (try? SHA256.hex(JSONValue.object(asked).canonicalText)) ?? ""
    }()

    /// A request of Ada that awaits its owner.
    static func pending(_ changes: [String: JSONValue] = [:]) -> [String: JSONValue] {
        let members: [String: JSONValue] = [
            "message": "The request awaits approval", "request_id": "r1", "status": "PENDING",
            "user_email": "ada@example.com", "account_id": "111122223333", "permission_set": "ReadOnlyAccess",
            "duration_seconds": 14_400, "justification": "Look into the import", "ticket": "INC0012345",
            "policy_rule": "engineers", "digest": .string(digest), "requested_by": "ada@example.com",
            "requested_at": "2026-11-21T09:30:00.123Z",
            "approvals": [["by": "edith", "level": "owner", "at": "2026-11-21T09:31:00.000Z", "comment": "fine"]],
            "awaiting": [
                "level": "owner", "required": 2, "given": 1, "approvers": "users grace@example.com, group Owners",
                "times_out_at": "2026-11-21T17:30:00.000Z",
            ],
        ]
        return members.merging(changes) { $1 }
    }

    /// The same request when its access can be used.
    static let active: [String: JSONValue] = [
        "message": "Access granted successfully", "request_id": "r1", "status": "APPROVED", "lease_status": "ACTIVE",
        "user_email": "ada@example.com", "account_id": "111122223333", "permission_set": "ReadOnlyAccess",
        "duration_seconds": 14_400, "expires_at": 1_795_230_162, "expires_at_utc": "2026-11-21T03:02:42.000Z",
        "access_portal_url": "https://example.awsapps.com/start",
    ]

    static func refusal(_ code: String) -> [String: JSONValue] {
        ["error": .string("This is refused as \(code)."), "code": .string(code), "request_id": "r1"]
    }

    static func answer(_ status: Int, _ members: [String: JSONValue]) -> FunctionAnswer {
        FunctionAnswer(status: status, body: Data(JSONValue.object(members).canonicalText.utf8))
    }

    static func reply(_ status: Int, _ members: [String: JSONValue]) -> Reply {
        .json(status, JSONValue.object(members).canonicalText)
    }

    static let credentials = [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret", "AWS_REGION": "eu-central-1",
    ]
}

extension ReceivedRequest {
    /// The members of a JSON body.
    var event: [String: JSONValue] {
        (try? JSONDecoder().decode([String: JSONValue].self, from: Data(body))) ?? [:]
    }
}
