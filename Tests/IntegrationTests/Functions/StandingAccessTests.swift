// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

extension FunctionTests {
    @Suite("Access that was there before")
    struct StandingAccessTests {
        @Test("It is recorded as already held, and neither made nor removed")
        func kept() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                try await bed.assign(user)
                let answer = try await bed.grant(to: user, requestID: "req-1")
                #expect(answer.statusCode == 200)
                #expect(answer.body.message == "Access already held")
                #expect(answer.body.standing == true)
                #expect(try await bed.ledger.bindings(of: user).first?["standing"] == true)

                try await bed.ledger.letPass(.seconds(3605))
                let sweep = try await bed.sweep()
                #expect(sweep.body.revokedCount == 0)
                #expect(sweep.body.errorCount == 0)
                #expect(try await bed.hasAccess(user))
                #expect(try await bed.ledger.bindings(of: user).isEmpty)
                let trail = try await bed.ledger.trail("req-1")
                #expect(trail.steps == ["REQUEST SUCCESS", "GRANT SUCCESS", "RELEASE SUCCESS"])
                #expect(try trail.problems() == "")
                #expect(bed.proxy.count("CreateAccountAssignment") == 0)
                #expect(bed.proxy.count("DeleteAccountAssignment") == 0)
            }
        }

        @Test("It is not removed by an early revocation either")
        func earlyRevocation() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                try await bed.assign(user)
                _ = try await bed.grant(to: user, requestID: "req-1")
                let answer = try await bed.revoke(["action": "revoke", "request_id": "req-1"])
                #expect(answer.statusCode == 200)
                #expect(answer.body.revokedCount == 0)
                #expect(try await bed.hasAccess(user))
            }
        }

        @Test("What a listing still shows shortly after a removal of ours is not taken for it")
        func staleListing() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user)
                try await bed.ledger.letPass(.seconds(3605))
                try await bed.sweep()
                #expect(try await !bed.hasAccess(user))

                let arn = try await bed.permissionSetARN()
                let stale = """
                    {"AccountAssignments": [{"AccountId": "\(TestBed.account)", "PermissionSetArn": "\(arn)",
                    "PrincipalType": "USER", "PrincipalId": "\(user.id)"}]}
                    """
                bed.proxy.treat("ListAccountAssignments", .changeAnswer { _ in stale })
                let answer = try await bed.grant(to: user)
                #expect(answer.body.standing == false)
                #expect(try await bed.hasAccess(user))
                bed.proxy.forget()
                try await bed.ledger.letPass(.seconds(3605))
                try await bed.sweep()
                #expect(try await !bed.hasAccess(user))
            }
        }
    }
}
