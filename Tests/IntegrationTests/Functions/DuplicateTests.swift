// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import LocalLambda
import Testing

extension FunctionTests {
    @Suite("A request that is delivered more than once")
    struct DuplicateTests {
        @Test("One after another it makes one lease and gets the same answer")
        func twice() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                let first = try await bed.grant(to: user, requestID: "req-1")
                let second = try await bed.grant(to: user, requestID: "req-1")
                #expect(first.statusCode == 200)
                #expect(second == first)
                #expect(try await bed.ledger.bindings(of: user).first?["leases"]?.mapValue?.count == 1)
                #expect(bed.proxy.count("CreateAccountAssignment") == 1)
                #expect(
                    try await bed.ledger.trail("req-1").steps == ["REQUEST SUCCESS", "GRANT STARTED", "GRANT SUCCESS"]
                )
            }
        }

        @Test("An event that Lambda delivers again is the same request, because it has the same Lambda request id")
        func redelivered() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                let event = TestBed.event(user)
                let first = try await bed.grant(event, lambdaRequestID: "a1b2")
                let second = try await bed.grant(event, lambdaRequestID: "a1b2")
                #expect(second == first)
                #expect(bed.proxy.count("CreateAccountAssignment") == 1)
                let third = try await bed.grant(event, lambdaRequestID: "c3d4")
                #expect(third.body.requestID == "c3d4")
                #expect(try await bed.ledger.bindings(of: user).first?["leases"]?.mapValue?.count == 2)
            }
        }

        @Test("From two execution environments at the same time it makes one lease")
        func atOnce() async throws {
            try await TestBed.with { bed in
                let other = bed.another("Grant")
                do {
                    _ = try await (bed.grant.start(), other.start())
                    for round in 1...5 { try await race(bed, other, requestID: "req-\(round)") }
                    await other.stop()
                } catch {
                    await other.stop()
                    throw error
                }
            }
        }

        private func race(_ bed: TestBed, _ other: LocalFunction, requestID: String) async throws {
            bed.proxy.forget()
            // Both are under way while the assignment is created.
            bed.proxy.treat("CreateAccountAssignment", .after(.milliseconds(50), .pass))
            let user = try await bed.makeUser()
            let event = TestBed.event(user, requestID: requestID)
            async let one = TestBed.answer(of: bed.grant, to: event)
            async let two = TestBed.answer(of: other, to: event)
            let answers = try await [one, two]
            // One grants; the other has the same answer, or is told that it is under way.
            #expect(answers.contains { $0.statusCode == 200 })
            #expect(answers.allSatisfy { [200, 202].contains($0.statusCode) && $0.body.requestID == requestID })
            #expect(try await bed.ledger.bindings(of: user).first?["leases"]?.mapValue?.count == 1)
            #expect(bed.proxy.count("CreateAccountAssignment") == 1)
            let trail = try await bed.ledger.trail(requestID)
            #expect(trail.steps == ["REQUEST SUCCESS", "GRANT STARTED", "GRANT SUCCESS"])
            #expect(try trail.problems() == "")
        }

        @Test("An id that belongs to another request is refused, and its trail is left alone")
        func reusedID() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-1")
                let trail = try await bed.ledger.trail("req-1").records
                let answer = try await bed.grant(to: user, requestID: "req-1", duration: "2h")
                #expect(answer.statusCode == 409)
                #expect(answer.body.code == "request_id_reused")
                #expect(try await bed.ledger.trail("req-1").records == trail)
                #expect(try await bed.ledger.bindings(of: user).first?["leases"]?.mapValue?.count == 1)
            }
        }

        @Test("A request whose lease is over is answered as it was, and gives no access again")
        func afterTheEnd() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                let first = try await bed.grant(to: user, requestID: "req-1")
                try await bed.ledger.letPass(.seconds(3601))
                try await bed.sweep()
                let again = try await bed.grant(to: user, requestID: "req-1")
                #expect(again.statusCode == first.statusCode)
                #expect(again.body.leaseStatus == "EXPIRED")
                #expect(try await !bed.hasAccess(user))
            }
        }
    }
}
