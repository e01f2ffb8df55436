// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

extension FunctionTests {
    @Suite("Requests that are refused")
    struct RefusalTests {
        private struct Case {
            let event: TestBed.Event
            let statusCode: Int
            let code: String
            /// What the sentence must name.
            let name: String
        }

        @Test("Each is answered by name and recorded as denied, and nothing is made")
        func refused() async throws {
            let policy = PolicyFixture.direct(["AdministratorAccess", "GoneAccess"])
            try await TestBed.with(["MAX_DURATION_HOURS": "8"], policy: policy) { bed in
                let user = try await bed.makeUser()
                let disabled = try await bed.makeUser(isEnabled: false)
                let usual = TestBed.event(user)
                func changed(_ name: String, _ value: String) -> TestBed.Event { usual.merging([name: value]) { $1 } }
                let cases = [
                    Case(
                        event: changed("user_email", "no@example.com"),
                        statusCode: 404,
                        code: "user_not_found",
                        name: "no@example.com"
                    ),
                    // Identity Center tells upper from lower case, so Hourglass does not guess.
                    Case(
                        event: changed("user_email", user.email.uppercased()),
                        statusCode: 404,
                        code: "user_not_found",
                        name: user.email.uppercased()
                    ),
                    Case(
                        event: changed("user_email", disabled.email),
                        statusCode: 404,
                        code: "user_disabled",
                        name: disabled.email
                    ),
                    Case(
                        event: changed("account_id", "123123123123"),
                        statusCode: 404,
                        code: "account_not_found",
                        name: "123123123123"
                    ),
                    Case(
                        event: changed("account_id", "777788889999"),
                        statusCode: 404,
                        code: "account_not_active",
                        name: "777788889999"
                    ),
                    Case(
                        event: changed("permission_set", "GoneAccess"),
                        statusCode: 404,
                        code: "permission_set_not_found",
                        name: "GoneAccess"
                    ),
                    Case(
                        event: changed("permission_set", "ReadOnlyAccess"),
                        statusCode: 403,
                        code: "not_allowed",
                        name: "ReadOnlyAccess"
                    ),
                    Case(
                        event: changed("duration", "9h"),
                        statusCode: 403,
                        code: "duration_not_allowed",
                        name: "9 hours"
                    ),
                ]
                for refused in cases {
                    let answer = try await bed.grant(refused.event)
                    #expect(answer.statusCode == refused.statusCode)
                    #expect(answer.body.code == refused.code)
                    #expect(answer.body.error?.contains(refused.name) == true)
                    let trail = try await bed.ledger.refusals(about: try #require(answer.body.requestID))
                    #expect(trail.steps == ["REQUEST DENIED"])
                    #expect(trail.last("REQUEST DENIED")?["reason"] == .string(refused.code))
                }
                #expect(bed.proxy.count("CreateAccountAssignment") == 0)
                #expect(try await bed.ledger.items().isEmpty)
                #expect(try AuditTrail.problems(of: await bed.ledger.trails()) == "")
                // None of them is an emergency.
                #expect(try await bed.alerts.take().isEmpty)
            }
        }
    }
}
