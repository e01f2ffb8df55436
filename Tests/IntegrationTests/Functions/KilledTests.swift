// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import LocalLambda
import TestSupport
import Testing

/// A moment at which a function is killed: before or after a call has taken effect.
struct Death: Sendable, CustomTestStringConvertible {
    let operation: String
    let call: Int
    let isAfterEffect: Bool

    var testDescription: String { "\(isAfterEffect ? "after" : "before") \(operation) \(call)" }

    static func each(_ calls: [(operation: String, call: Int)]) -> [Death] {
        calls.flatMap { call in
            [false, true].map { Death(operation: call.operation, call: call.call, isAfterEffect: $0) }
        }
    }
}

extension FunctionTests {
    @Suite("A function that is killed in the middle (SIGKILL)")
    struct KilledTests {
        @Test(
            "Grant leaves no access without a record, and the sweep finishes or rolls back",
            arguments: Death.each([
                ("TransactWriteItems", 1), ("CreateAccountAssignment", 1), ("TransactWriteItems", 2),
            ])
        )
        func grant(death: Death) async throws {
            try await TestBed.with { bed in
                let comment = Comment(rawValue: death.testDescription)
                let user = try await bed.makeUser()
                let event = try JSONSerialization.data(
                    withJSONObject: TestBed.event(user, requestID: "req-1")
                )
                try await kill(bed, bed.grant, event, at: death)
                try await bed.expectNoUnrecordedAccess(user, comment)

                // While it might still be at work nobody interferes.
                let hadAccess = try await bed.hasAccess(user)
                try await bed.sweep()
                #expect(try await bed.hasAccess(user) == hadAccess, comment)

                // Now it is certainly gone.
                try await bed.ledger.letPass(.seconds(130))
                try await bed.sweep()
                let row = try await bed.ledger.bindings(of: user).first
                #expect(row?["status"] == (hadAccess ? "ACTIVE" : nil), comment)
                let repeated = try await bed.grant(to: user, requestID: "req-1")
                if hadAccess {
                    #expect(repeated.statusCode == 200, comment)
                } else if death.operation == "TransactWriteItems", death.call == 1, !death.isAfterEffect {
                    // Nothing of the first delivery is left, so this one grants.
                    #expect(repeated.statusCode == 200, comment)
                } else {
                    #expect(repeated.body.code == "grant_failed", comment)
                }
                try await bed.sweepUntilOver(user, comment)
            }
        }

        @Test(
            "Revoke leaves the rest to the next sweep",
            arguments: Death.each([
                ("TransactWriteItems", 1), ("DeleteAccountAssignment", 1), ("TransactWriteItems", 2),
            ])
        )
        func sweep(death: Death) async throws {
            try await TestBed.with { bed in
                let comment = Comment(rawValue: death.testDescription)
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-1")
                try await bed.ledger.letPass(.seconds(3605))
                bed.proxy.forget()
                try await kill(bed, bed.revoke, Data("{}".utf8), at: death)
                try await bed.expectNoUnrecordedAccess(user, comment)

                // One healthy sweep is enough once the claim and the lease of the dead one have run out.
                try await bed.ledger.letPass(.seconds(130))
                let next = try await bed.sweep()
                #expect(next.body.errorCount == 0, comment)
                #expect(try await !bed.hasAccess(user), comment)
                try await bed.sweepUntilOver(user, comment)
                #expect(try await bed.ledger.trail("req-1").steps.last == "REVOKE SUCCESS", comment)
                #expect(try await bed.ledger.item("request#req-1")?["lease_status"] == "EXPIRED", comment)
            }
        }

        /// Invokes a function and kills its process at the given moment.
        private func kill(_ bed: TestBed, _ function: LocalFunction, _ event: Data, at death: Death) async throws {
            bed.proxy.treat(
                death.operation,
                death.isAfterEffect ? .hangAfter : .hangBefore,
                calls: death.call...death.call
            )
            async let outcome = function.invoke(event)
            #expect(await bed.proxy.finished(death.operation, number: death.call))
            await function.stop()
            guard case .exited(.signal(SIGKILL), _) = try await outcome else {
                Issue.record("it was not killed: \(try await outcome)")
                return
            }
            bed.proxy.forget()
        }
    }
}
