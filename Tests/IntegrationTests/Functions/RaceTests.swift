// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import LocalLambda
import Testing

extension FunctionTests {
    @Suite("Grant and Revoke at work on the same access at the same time")
    struct RaceTests {
        @Test("A request that comes while the access is being removed waits, and has it afterwards")
        func grantDuringRemoval() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "old")
                try await bed.ledger.letPass(.seconds(3605))
                bed.proxy.forget()
                bed.proxy.treat("DeleteAccountAssignment", .after(.milliseconds(300), .pass))
                async let sweep = bed.sweep()
                #expect(await bed.proxy.began("DeleteAccountAssignment"))
                let answer = try await bed.grant(to: user, requestID: "new")
                #expect(try await sweep.body.revokedCount == 1)
                #expect(answer.statusCode == 200)
                #expect(answer.body.standing == false)
                #expect(try await bed.hasAccess(user))
                #expect(
                    try await bed.ledger.bindings(of: user).first?["leases"]?.mapValue?.keys.sorted() == ["direct/new"]
                )
                try await bed.sweepUntilOver(user, "the new lease ends like any other")
            }
        }

        @Test("A request that is revoked while it is being granted ends at once")
        func revokeDuringGrant() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat("CreateAccountAssignment", .after(.milliseconds(300), .pass))
                async let grant = bed.grant(to: user, requestID: "req-1")
                #expect(await bed.proxy.began("CreateAccountAssignment"))
                let revocation = try await bed.revoke(["action": "revoke", "request_id": "req-1"])
                #expect(revocation.statusCode == 202)
                let answer = try await grant
                #expect(answer.statusCode == 409)
                #expect(answer.body.code == "revoked_while_granting")
                #expect(try await bed.sweep().body.revokedCount == 1)
                #expect(try await !bed.hasAccess(user))
                #expect(try await bed.ledger.item("request#req-1")?["lease_status"] == "REVOKED")
                try await bed.sweepUntilOver(user, "nothing is left")
            }
        }

        @Test("Of two sweeps at the same time one works, and nothing is removed twice")
        func twoSweeps() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-0")
                try await bed.ledger.letPass(.seconds(3605))
                let leases = ManyLeases(bed: bed, like: user, requestID: "req-0")
                try await leases.make(29)
                let other = bed.another("Revoke")
                _ = try await (bed.revoke.start(), other.start())
                bed.proxy.forget()
                bed.proxy.treat("DeleteAccountAssignment", .after(.milliseconds(20), .pass))
                async let one = TestBed.answer(of: bed.revoke, to: [:])
                async let two = TestBed.answer(of: other, to: [:])
                let answers = try await [one, two]
                await other.stop()
                #expect(answers.map { $0.body.revokedCount ?? 0 }.sorted() == [0, 30])
                #expect(bed.proxy.count("DeleteAccountAssignment") == 30)
                #expect(try await leases.assignmentCount() == 0)
                #expect(try await bed.alerts.take().isEmpty)
            }
        }
    }
}
