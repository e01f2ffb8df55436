// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

extension FunctionTests {
    @Suite("Several leases on the same access")
    struct OverlappingLeaseTests {
        @Test("The access goes when the last of them has ended, whichever was granted first", arguments: [true, false])
        func lastOne(longerFirst: Bool) async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                let requests = [("long", "2h"), ("short", "1h")]
                for (id, duration) in longerFirst ? requests : requests.reversed() {
                    #expect(try await bed.grant(to: user, requestID: id, duration: duration).statusCode == 200)
                }
                let row = try #require(try await bed.ledger.bindings(of: user).first)
                let leases = try #require(row["leases"]?.mapValue)
                #expect(row["expiry_timestamp"] == leases["direct/long"]?.mapValue?["expires_at"])
                #expect(row["due_at"] == leases["direct/short"]?.mapValue?["expires_at"])

                try await bed.ledger.letPass(.seconds(3605))
                #expect(try await bed.sweep().body.revokedCount == 0)
                #expect(try await bed.hasAccess(user))
                #expect(try await bed.ledger.trail("short").steps.last == "RELEASE SUCCESS")
                #expect(try await bed.ledger.item("request#short")?["lease_status"] == "EXPIRED")

                try await bed.ledger.letPass(.seconds(3605))
                #expect(try await bed.sweep().body.revokedCount == 1)
                #expect(try await !bed.hasAccess(user))
                #expect(try await bed.ledger.trail("long").steps.last == "REVOKE SUCCESS")
                #expect(try AuditTrail.problems(of: await bed.ledger.trails()) == "")
            }
        }

        @Test("Two requests at the same time from two execution environments both get their lease")
        func atOnce() async throws {
            try await TestBed.with { bed in
                let other = bed.another("Grant")
                let user = try await bed.makeUser()
                async let one = TestBed.answer(of: bed.grant, to: TestBed.event(user, requestID: "one"))
                async let two = TestBed.answer(of: other, to: TestBed.event(user, requestID: "two", duration: "2h"))
                let answers = try await [one, two]
                await other.stop()
                #expect(answers.map(\.statusCode) == [200, 200])
                #expect(try await bed.assignments(of: user).count == 1)
                let leases = try await bed.ledger.bindings(of: user).first?["leases"]?.mapValue
                #expect(Set(leases?.keys.map(\.self) ?? []) == ["direct/one", "direct/two"])

                try await bed.ledger.letPass(.seconds(3605))
                try await bed.sweep()
                #expect(try await bed.hasAccess(user))
                try await bed.ledger.letPass(.seconds(3605))
                try await bed.sweep()
                #expect(try await !bed.hasAccess(user))
            }
        }
    }
}
