// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Testing

@testable import hourglass

@Suite("Reading answers")
struct AnswerObjectTests {
    @Test("A member of another type is as good as none, and hides no other")
    func lenient() throws {
        let json =
            #"{"status":7,"user_email":null,"account_id":"111122223333","expires_at":"soon","approvals":["x",{}],"ticket":""}"#
        let answer = try #require(AnswerObject(Data(json.utf8)))
        #expect(RequestText.text(of: answer) == "  account  111122223333\n  expires  soon")
        #expect(RequestText.summary(of: answer) == "unknown")
        #expect(AnswerObject(Data("[]".utf8)) == nil)
        #expect(AnswerObject(Data("nonsense".utf8)) == nil)
    }

    @Test("Moments are read from both of their spellings, and approvers from text and lists")
    func spellings() {
        let answer = AnswerObject([
            "a": 1_795_230_162, "b": "2026-11-21T03:02:42.5Z", "c": "2026-11-21T04:02:42+01:00",
            "d": ["grace", 7, "edith"], "e": "group Owners",
        ])
        #expect(answer.moment("a") == "2026-11-21 03:02:42 UTC")
        #expect(answer.moment("b") == "2026-11-21 03:02:42 UTC")
        #expect(answer.moment("c") == "2026-11-21T04:02:42+01:00")
        #expect(answer.words("d") == "grace, edith")
        #expect(answer.words("e") == "group Owners")
    }

    @Test("A custom permission set is shown whole, to whoever decides about it as well")
    func custom() {
        let set: JSONValue = [
            "managed_policies": ["ReadOnlyAccess"], "session_duration": "PT1H",
            "inline_policy": ["Statement": [["Action": "s3:GetObject\u{202E}", "Resource": "*"]]],
        ]
        let answer = AnswerObject(["request_id": "r1", "custom_permission_set": set])
        let expected = """
              request         r1
              managed policy  ReadOnlyAccess
              session length  PT1H
              inline policy:
                {
                  "Statement": [{"Action":"s3:GetObject<U+202E>","Resource":"*"}]
                }
            """
        #expect(RequestText.details(of: answer) == expected)
        #expect(RequestText.text(of: answer).contains("s3:GetObject"))
    }

    @Test("What others have written cannot write to the terminal of whoever reads it")
    func hostile() throws {
        let hostile = JSONValue.string("x\u{1B}[2J\u{202E}\r\nstatus  ACTIVE")
        for name in ["message", "error", "justification", "ticket", "user_email", "request_id", "failure"] {
            let text = RequestText.text(of: AnswerObject([name: hostile]))
            #expect(!text.contains { $0.isNewline } && !text.contains("\u{1B}") && !text.contains("\u{202E}"))
            let list = RequestList.text(of: AnswerObject(["requests": [.object([name: hostile])]]))
            #expect(list.split(separator: "\n").count <= 2 && !list.contains("\u{1B}"))
            let members: [String: JSONValue] = [
                "requests": [.object([name: hostile])], "message": hostile, "next": hostile,
            ]
            let page = RequestList.text(of: AnswerObject(members))
            #expect(page.split(separator: "\n").count == 3 && !page.contains("\u{1B}") && !page.contains("\u{202E}"))
        }
    }

    @Test("A list that goes on says how many there are, and how to see the next")
    func paged() {
        let members: [String: JSONValue] = [
            "requests": [["request_id": "r1"]], "message": "1 of 61 requests", "next": "0.5.0123456789abcdef",
            "more": true,
        ]
        let text = RequestList.text(of: AnswerObject(members))
        #expect(text.hasSuffix("1 of 61 requests. The next: hourglass list approvals --next 0.5.0123456789abcdef"))
        #expect(RequestList.text(of: AnswerObject(["requests": []])) == "There are none.")
    }

    @Test(
        "The state of a request is that of its lease, if it has one",
        arguments: [
            ("PENDING", nil, .awaitingApproval), ("PENDING_OWNER", nil, .awaitingApproval),
            ("PENDING_ADMIN", nil, .awaitingApproval), ("APPROVED", nil, .awaitingAccess),
            ("APPROVED", "GRANTING", .awaitingAccess), ("APPROVED", "ACTIVE", .usable), ("APPROVED", "FAILED", .failed),
            ("APPROVED", "REVOKING", .over), ("APPROVED", "EXPIRED", .over), ("APPROVED", "REVOKED", .over),
            ("REJECTED", nil, .over), ("CANCELLED", nil, .over), ("TIMED_OUT", nil, .over), ("NEW", nil, .unknown),
            (nil, nil, .unknown),
        ] as [(String?, String?, hourglass.RequestState)]
    )
    func state(status: String?, lease: String?, state: hourglass.RequestState) {
        var members: [String: JSONValue] = [:]
        members["status"] = status.map(JSONValue.string)
        members["lease_status"] = lease.map(JSONValue.string)
        #expect(hourglass.RequestState(AnswerObject(members)) == state)
    }
}
