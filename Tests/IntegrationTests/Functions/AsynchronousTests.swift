// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

extension FunctionTests {
    /// The local Identity Center finishes everything at once; here the proxy makes it take its time, as AWS does.
    @Suite("Identity Center takes its time")
    struct AsynchronousTests {
        private static let inProgress = Treatment.changeAnswer { $0.replacing("SUCCEEDED", with: "IN_PROGRESS") }

        @Test("A grant is answered when AWS has confirmed it, and its time counts from then")
        func grant() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat("CreateAccountAssignment", Self.inProgress)
                bed.proxy.treat("DescribeAccountAssignmentCreationStatus", Self.inProgress, calls: 1...2)
                let before = Int(Date().timeIntervalSince1970)
                let answer = try await bed.grant(to: user, requestID: "req-1")
                #expect(answer.statusCode == 200)
                #expect(bed.proxy.count("DescribeAccountAssignmentCreationStatus") == 3)
                #expect(bed.proxy.count("CreateAccountAssignment") == 1)
                // Two or three waits of an eighth of a second and more lie between.
                #expect(try #require(answer.body.expiresAt) >= before + 3600)
            }
        }

        @Test("A revocation is finished when AWS has confirmed it")
        func sweep() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-1")
                try await bed.ledger.letPass(.seconds(3605))
                bed.proxy.treat("DeleteAccountAssignment", Self.inProgress)
                bed.proxy.treat("DescribeAccountAssignmentDeletionStatus", Self.inProgress, calls: 1...2)
                #expect(try await bed.sweep().body.revokedCount == 1)
                #expect(bed.proxy.count("DescribeAccountAssignmentDeletionStatus") == 3)
                #expect(bed.proxy.count("DeleteAccountAssignment") == 1)
            }
        }

        @Test("A grant that cannot be confirmed in time is left to the sweep, which finishes it")
        func deadline() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat("CreateAccountAssignment", Self.inProgress)
                bed.proxy.treat("DescribeAccountAssignmentCreationStatus", Self.inProgress)
                let answer = try await bed.grant(to: user, requestID: "req-1", timeout: .seconds(7))
                #expect(answer.statusCode == 202)
                #expect(answer.body.leaseStatus == "GRANTING")
                let row = try #require(try await bed.ledger.bindings(of: user).first)
                #expect(row["status"] == "GRANTING")
                #expect(row["leases"]?.mapValue?["direct/req-1"]?.mapValue?["creation_id"] != nil)
                #expect(try await bed.ledger.trail("req-1").steps == ["REQUEST SUCCESS", "GRANT STARTED"])

                bed.proxy.forget()
                try await bed.ledger.letPass(.seconds(70))
                try await bed.sweep()
                #expect(bed.proxy.count("DescribeAccountAssignmentCreationStatus") == 1)
                #expect(try await bed.ledger.bindings(of: user).first?["status"] == "ACTIVE")
                #expect(try await bed.ledger.trail("req-1").steps.last == "GRANT SUCCESS")
                // Asked again, the request is answered as what it has become.
                #expect(try await bed.grant(to: user, requestID: "req-1").statusCode == 200)

                try await bed.ledger.letPass(.seconds(3605))
                #expect(try await bed.sweep().body.revokedCount == 1)
                #expect(try await !bed.hasAccess(user))
            }
        }

        @Test("With too little time left nothing is begun")
        func tooLate() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                let answer = try await bed.grant(to: user, timeout: .seconds(5))
                #expect(answer.statusCode == 500)
                #expect(answer.body.code == "deadline_too_soon")
                #expect(bed.proxy.count("CreateAccountAssignment") == 0)
                #expect(try await bed.ledger.items().isEmpty)
            }
        }

        @Test(
            "A creation that fails afterwards is on record with AWS's reason, and leaves nothing",
            arguments: [true, false]
        )
        func failed(leavesAssignment: Bool) async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                let failure = """
                    {"AccountAssignmentCreationStatus": {"RequestId": "op-1", "Status": "FAILED",
                    "FailureReason": "The account has too many roles"}}
                    """
                if leavesAssignment {
                    bed.proxy.treat("CreateAccountAssignment", .changeAnswer { _ in failure })
                } else {
                    let body = failure.replacing("FAILED", with: "IN_PROGRESS")
                    bed.proxy.treat("CreateAccountAssignment", .answer(.init(status: 200, body: Array(body.utf8))))
                    bed.proxy.treat(
                        "DescribeAccountAssignmentCreationStatus",
                        .answer(.init(status: 200, body: Array(failure.utf8)))
                    )
                }
                let answer = try await bed.grant(to: user, requestID: "req-1")
                #expect(answer.statusCode == 500)
                #expect(answer.body.code == "grant_failed")
                // AWS's own words stay in the account: on record and in the alert, not in the answer.
                let reason = "The account has too many roles"
                #expect(!answer.text.contains(reason))
                #expect(answer.body.error?.contains("the audit trail has the reason") == true)
                let alerts = try await bed.alerts.take()
                #expect(alerts.count == 1)
                #expect(alerts.first?.text.contains(reason) == true)
                let trail = try await bed.ledger.trail("req-1")
                #expect(trail.steps.last == "GRANT ERROR")
                #expect(trail.last("GRANT ERROR")?["error_message"] == .string(reason))
                // Whether AWS has left something or not, it stays on record until a sweep has made sure.
                #expect(try await bed.hasAccess(user) == leavesAssignment)
                #expect(try await bed.ledger.bindings(of: user).count == 1)

                bed.proxy.forget()
                try await bed.sweep()
                #expect(try await !bed.hasAccess(user))
                #expect(try await bed.ledger.bindings(of: user).isEmpty)
                // Asked again under the same id, it does not try again behind anybody's back.
                #expect(try await bed.grant(to: user, requestID: "req-1").body.code == "grant_failed")
                #expect(try await !bed.hasAccess(user))
            }
        }

        @Test("A conflict with an earlier change is waited out, for a grant and for a sweep")
        func conflict() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat("CreateAccountAssignment", .fault(400, "ConflictException"), calls: 1...2)
                bed.proxy.treat("DeleteAccountAssignment", .fault(400, "ConflictException"), calls: 1...2)
                #expect(try await bed.grant(to: user, requestID: "req-1").statusCode == 200)
                try await bed.ledger.letPass(.seconds(3605))
                #expect(try await bed.sweep().body.revokedCount == 1)
                #expect(try await !bed.hasAccess(user))
                #expect(try await bed.alerts.take().isEmpty)
            }
        }
    }
}
