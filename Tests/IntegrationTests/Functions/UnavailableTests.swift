// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import LocalLambda
import Testing

extension FunctionTests {
    @Suite("A part that is missing")
    struct UnavailableTests {
        @Test(
            "Without one of the tables there is no access",
            arguments: [("STATE_TABLE", [["REQUEST ERROR"]]), ("AUDIT_TABLE", [])]
        )
        func table(variable: String, trails: [[String]]) async throws {
            try await TestBed.with([variable: "no-such-table"]) { bed in
                let user = try await bed.makeUser()
                let answer = try await bed.grant(to: user)
                #expect(answer.statusCode == 500)
                #expect(answer.body.code == "ledger_unavailable")
                #expect(!answer.text.contains("no-such-table"))
                #expect(try await !bed.hasAccess(user))
                #expect(bed.proxy.count("CreateAccountAssignment") == 0)
                #expect(try await bed.ledger.items().isEmpty)
                #expect(try await bed.ledger.trails().map(\.steps) == trails)
            }
        }

        @Test("A sweep without its table says so in an alert")
        func sweep() async throws {
            try await TestBed.with(["STATE_TABLE": "no-such-table"]) { bed in
                let answer = try await bed.sweep()
                #expect(answer.statusCode == 500)
                #expect(answer.body.code == "ledger_unavailable")
                let alerts = try await bed.alerts.take()
                #expect(alerts.map(\.subject) == ["Hourglass: the sweep cannot run"])
            }
        }

        @Test("Access that cannot be recorded as removed stays in the ledger until it can be")
        func auditTableOfRevoke() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-1")
                try await bed.ledger.letPass(.seconds(3605))
                let blind = LocalFunction(
                    TestBed.configuration("Revoke", bed.variables.merging(["AUDIT_TABLE": "no-such-table"]) { $1 })
                )
                let answer = try await TestBed.answer(of: blind, to: [:])
                await blind.stop()
                #expect(answer.body.errorCount == 1)
                #expect(try await bed.alerts.take().count == 1)
                #expect(try await bed.ledger.bindings(of: user).count == 1)
                #expect(bed.proxy.count("DeleteAccountAssignment") == 0)

                #expect(try await bed.sweep().body.revokedCount == 1)
                #expect(try await !bed.hasAccess(user))
            }
        }

        @Test("With the wrong instance configured no access is taken for gone")
        func wrongInstance() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-1")
                try await bed.ledger.letPass(.seconds(3605))
                let wrong = [
                    "INSTANCE_ARN": "arn:aws:sso:::instance/ssoins-0000000000000000",
                    "IDENTITY_STORE_ID": bed.instance.identityStoreID,
                ]
                let lost = LocalFunction(TestBed.configuration("Revoke", bed.variables.merging(wrong) { $1 }))
                let answer = try await TestBed.answer(of: lost, to: [:])
                await lost.stop()
                #expect(answer.body.revokedCount == 0)
                #expect(answer.body.errorCount == 1)
                #expect(try await bed.alerts.take().first?.text.contains("INSTANCE_ARN") == true)
                #expect(try await bed.hasAccess(user))
                #expect(try await bed.ledger.bindings(of: user).count == 1)

                try await bed.ledger.letPass(.seconds(31))
                #expect(try await bed.sweep().body.revokedCount == 1)
                #expect(try await !bed.hasAccess(user))
            }
        }

        @Test("An alert that cannot be sent is logged and does not hide what it was about")
        func topic() async throws {
            let missing = "arn:aws:sns:us-east-1:123456789012:no-such-topic"
            try await TestBed.with(["ALERT_TOPIC_ARN": missing]) { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat("CreateAccountAssignment", .fault(400, "ServiceQuotaExceededException"))
                let event = try JSONSerialization.data(withJSONObject: TestBed.event(user))
                let report = try await bed.grant.perform(InvocationRequest(event: event))
                let answer = try FunctionAnswer(report.outcome)
                #expect(answer.statusCode == 500)
                #expect(answer.body.code == "grant_failed")
                #expect(report.log.contains { $0.contains("could not be sent") })
            }
        }
    }
}
