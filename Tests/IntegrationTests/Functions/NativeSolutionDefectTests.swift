// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

extension FunctionTests {
    /// Each defect of the published native-AWS sample that can be seen from outside, shown to be absent from the
    /// functions as they are deployed.
    @Suite("Defects of the published sample, from outside")
    struct NativeSolutionDefectTests {
        @Test("Defect 1: the record comes before the access")
        func recordFirst() async throws {
            try await TestBed.with { bed in
                _ = try await bed.grant(to: bed.makeUser())
                let operations = bed.proxy.operations
                let record = try #require(operations.firstIndex(of: "TransactWriteItems"))
                let access = try #require(operations.firstIndex(of: "CreateAccountAssignment"))
                #expect(record < access)
            }
        }

        @Test("Defect 2: what AWS has only accepted is not on record as done")
        func confirmedOnly() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat(
                    "CreateAccountAssignment",
                    .changeAnswer { $0.replacing("SUCCEEDED", with: "IN_PROGRESS") }
                )
                bed.proxy.treat(
                    "DescribeAccountAssignmentCreationStatus",
                    .changeAnswer { $0.replacing("SUCCEEDED", with: "FAILED") }
                )
                let answer = try await bed.grant(to: user, requestID: "req-1")
                #expect(answer.statusCode == 500)
                #expect(try await !bed.ledger.trail("req-1").steps.contains("GRANT SUCCESS"))
            }
        }

        @Test("Defect 6: a second request does not shorten the first")
        func secondRequest() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                let first = try await bed.grant(to: user, duration: "8h")
                _ = try await bed.grant(to: user, duration: "1h")
                let row = try await bed.ledger.bindings(of: user).first
                #expect(row?["expiry_timestamp"]?.integerValue == first.body.expiresAt)
            }
        }

        @Test("Defect 7: access that was there before is still there afterwards")
        func standingAccess() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                try await bed.assign(user)
                _ = try await bed.grant(to: user)
                try await bed.ledger.letPass(.seconds(3605))
                try await bed.sweep()
                #expect(try await bed.hasAccess(user))
            }
        }

        @Test("Defect 8: a duration without bounds is refused", arguments: [0, -4, 87600])
        func duration(hours: Int) async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                let answer = try await bed.grant(
                    ["user_email": user.email, "account_id": TestBed.account, "duration_hours": hours]
                )
                #expect(answer.statusCode == 400)
                #expect(answer.body.fields?.map(\.field) == ["duration_hours"])
                #expect(try await !bed.hasAccess(user))
            }
        }

        @Test("Defect 10: the first sweep after the expiry removes the access, and says how late it was")
        func lateness() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-1", duration: "PT15S")
                try await bed.ledger.letPass(.seconds(16))
                #expect(try await bed.sweep().body.revokedCount == 1)
                let lateness = try await bed.ledger.trail("req-1").last("REVOKE SUCCESS")?["lateness_ms"]?.integerValue
                #expect((0...60_000).contains(try #require(lateness)))
            }
        }

        @Test(
            "Defect 11: conflicts and throttling are tried again; a failure that lasts is tried again by the next sweep"
        )
        func retries() async throws {
            try await TestBed.with(["AWS_MAX_ATTEMPTS": "1"]) { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat("CreateAccountAssignment", .fault(400, "ConflictException"), calls: 1...1)
                bed.proxy.treat("CreateAccountAssignment", .fault(400, "ThrottlingException"), calls: 2...2)
                #expect(try await bed.grant(to: user).statusCode == 200)
                #expect(bed.proxy.count("CreateAccountAssignment") == 3)

                try await bed.ledger.letPass(.seconds(3605))
                bed.proxy.treat("DeleteAccountAssignment", .fault(403, "AccessDeniedException"), calls: 1...1)
                #expect(try await bed.sweep().body.errorCount == 1)
                try await bed.ledger.letPass(.seconds(31))
                #expect(try await bed.sweep().body.revokedCount == 1)
            }
        }

        @Test("Defect 12: two invocations in the same second with the same request are one")
        func duplicates() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                let event = TestBed.event(user, requestID: "req-1")
                async let one = bed.grant(event)
                async let two = bed.grant(event)
                #expect(try await one == two)
                #expect(try await bed.ledger.bindings(of: user).first?["leases"]?.mapValue?.count == 1)
            }
        }

        @Test(
            "Defect 13: the expiry does not depend on the host's time zone",
            arguments: ["Pacific/Auckland", "UTC+11"]
        )
        func timeZone(name: String) async throws {
            try await TestBed.with(["TZ": name]) { bed in
                let user = try await bed.makeUser()
                let before = Int(Date().timeIntervalSince1970)
                let answer = try await bed.grant(to: user, requestID: "req-1")
                let expiresAt = try #require(answer.body.expiresAt)
                #expect((before + 3600...before + 3660).contains(expiresAt))
                let told = try #require(answer.body.expiresAtUTC)
                #expect(
                    try Date(told, strategy: .iso8601WithFraction) == Date(timeIntervalSince1970: Double(expiresAt))
                )
                let created = try #require(try await bed.ledger.bindings(of: user).first?["created_at"]?.stringValue)
                let age = try Date().timeIntervalSince(Date(created, strategy: .iso8601WithFraction))
                #expect((-1...60).contains(age))
            }
        }

        @Test("Defect 14: without the audit record there is no access")
        func auditFailure() async throws {
            try await TestBed.with(["AUDIT_TABLE": "no-such-table"]) { bed in
                let user = try await bed.makeUser()
                #expect(try await bed.grant(to: user).statusCode == 500)
                #expect(try await !bed.hasAccess(user))
                #expect(bed.proxy.count("CreateAccountAssignment") == 0)
            }
        }

        @Test(
            "Defect 15: what AWS says in its errors is for the log and the trail, not for the caller",
            arguments: [
                "GetUserId", "DescribeAccount", "DescribeOrganization", "ListAccountAssignments", "GetItem",
                "TransactWriteItems", "CreateAccountAssignment",
            ]
        )
        func rawErrors(operation: String) async throws {
            try await TestBed.with(["AWS_MAX_ATTEMPTS": "1"]) { bed in
                let user = try await bed.makeUser()
                let secret = "User: arn:aws:sts::123456789012:assumed-role/hourglass-grant/x is not authorized"
                bed.proxy.treat(operation, .fault(403, "AccessDeniedException", secret))
                let answer = try await bed.grant(to: user, timeout: .seconds(7))
                #expect([500, 503].contains(answer.statusCode))
                #expect(answer.body.code != nil)
                #expect(!answer.text.contains("arn:aws:sts"), "\(answer.text)")
            }
        }

        @Test("Defect 15, for revocations")
        func rawErrorsOfRevoke() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-1")
                let secret = "User: arn:aws:sts::123456789012:assumed-role/hourglass-revoke/x is not authorized"
                bed.proxy.treat("DeleteAccountAssignment", .fault(403, "AccessDeniedException", secret))
                let answer = try await bed.revoke(["action": "revoke", "request_id": "req-1"])
                #expect(answer.statusCode == 500)
                #expect(answer.body.code == "revocation_failed")
                #expect(!answer.text.contains("arn:aws:sts"), "\(answer.text)")
                let message = try await bed.ledger.trail("req-1").last("REVOKE ERROR")?["error_message"]?.stringValue
                #expect(message?.contains("arn:aws:sts") == true)
            }
        }
    }
}

extension ParseStrategy where Self == Date.ISO8601FormatStyle {
    fileprivate static var iso8601WithFraction: Self { Date.ISO8601FormatStyle(includingFractionalSeconds: true) }
}
