// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import LocalLambda
import Synchronization
import Testing

extension FunctionTests {
    /// As ServiceNow, or anybody, may do it by Lambda's Invoke: the queue and its retries stand between.
    @Suite("Invoked asynchronously")
    struct InvokedLaterTests {
        private final class Letters: Sendable {
            let all = Mutex<[LocalInvokeAPI.Failure]>([])
        }

        /// Puts an event into Grant's queue, waits until the queue is empty, and returns what failed at every try.
        private func enqueue(_ event: TestBed.Event, _ bed: TestBed) async throws -> [LocalInvokeAPI.Failure] {
            let letters = Letters()
            let api = LocalInvokeAPI(queue: LocalInvokeAPI.Queue(pause: .milliseconds(10))) { letter in
                letters.all.withLock { $0.append(letter) }
            }
            await api.add(bed.grant, named: "Grant", arn: TestBed.configuration("Grant", bed.variables).arn)
            let lambda = try LocalAWS.client(endpoints: ["AWS_ENDPOINT_URL_LAMBDA": try await api.start()]).lambda
            try await lambda.enqueue("Grant", payload: Array(try JSONSerialization.data(withJSONObject: event)))
            await api.drain()
            await api.stop()
            return letters.all.withLock { $0 }
        }

        private func event(_ user: TestUser, _ more: TestBed.Event) -> TestBed.Event {
            let event: TestBed.Event = [
                "user_email": user.name, "account_id": TestBed.account, "duration": "1h", "request_id": "req-1",
            ]
            return event.merging(more) { $1 }
        }

        @Test("Who says so gets the access when what failed works again, without asking again")
        func retried() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat("DescribeAccount", .fault(400, "AccessDeniedException"), calls: 1...1)
                let letters = try await enqueue(event(user, ["asynchronous": true]), bed)
                #expect(letters.isEmpty)
                #expect(try await bed.hasAccess(user))
                let steps = try await bed.ledger.trail("req-1").steps
                #expect(steps == ["REQUEST SUCCESS", "GRANT STARTED", "GRANT SUCCESS"])
                #expect(try await bed.ledger.refusals(about: "req-1").steps == ["REQUEST ERROR"])
            }
        }

        @Test("For Lambda an answer is a success: who does not say so gets nothing more")
        func answered() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat("DescribeAccount", .fault(400, "AccessDeniedException"), calls: 1...1)
                let letters = try await enqueue(event(user, [:]), bed)
                #expect(letters.isEmpty)
                #expect(try await !bed.hasAccess(user))
                #expect(try await bed.ledger.refusals(about: "req-1").steps == ["REQUEST ERROR"])
            }
        }

        @Test("What fails at every try is kept with the reason, and can be sent again")
        func kept() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat("DescribeAccount", .fault(400, "AccessDeniedException"))
                let told = try await bed.grant(event(user, [:]))
                let letters = try await enqueue(event(user, ["asynchronous": true]), bed)
                let letter = try #require(letters.first)
                #expect(letters.count == 1)
                #expect(letter.message == told.body.error)
                #expect(try await !bed.hasAccess(user))

                bed.proxy.forget()
                let again = try FunctionAnswer(try await bed.grant.invoke(letter.event))
                #expect(again.statusCode == 200)
                #expect(try await bed.hasAccess(user))
            }
        }

        @Test("A refusal is an answer: it is not tried again")
        func refused() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                let wrong = event(user, ["asynchronous": true, "permission_set": "NoSuchSet"])
                #expect(try await enqueue(wrong, bed).isEmpty)
                #expect(try await bed.ledger.refusals(about: "req-1").steps == ["REQUEST DENIED"])
            }
        }
    }
}
