// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import LocalLambda
import Testing

extension FunctionTests {
    @Suite("Events for whoever listens")
    struct EventTests {
        @Test("What is recorded is told on the bus, and the caller does not wait for it")
        func told() async throws {
            let inbox = try await EventInbox.make(try LocalAWS.client())
            try await TestBed.with(["EVENT_BUS_NAME": inbox.bus]) { bed in
                let user = try await bed.makeUser()
                #expect(try await bed.grant(to: user, requestID: "req-1").statusCode == 200)
                let events = try await inbox.take(3)
                #expect(
                    Set(events.compactMap { $0["detail-type"]?.text }) == [
                        "Request Approved", "Access Starting", "Access Granted",
                    ]
                )
                #expect(
                    Set(events.compactMap { $0["detail"]?["event_id"]?.text })
                        == Set((1...3).map { "direct/req-1/\($0)" })
                )
                #expect(events.allSatisfy { $0["detail"]?["user_id"]?.text == user.id })
                // One call for all three, after everything that the answer needed.
                let calls = bed.proxy.calls
                #expect(calls.map(\.operation).filter { $0 == "PutEvents" }.count == 1)
                #expect(calls.last?.operation == "PutEvents")
            }
        }

        @Test("A bus that is not there costs nobody access, and is in the log")
        func unavailable() async throws {
            let inbox = try await EventInbox.make(try LocalAWS.client())
            try await TestBed.with(["EVENT_BUS_NAME": inbox.bus]) { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat("PutEvents", .fault(400, "ResourceNotFoundException"))
                let event = try JSONSerialization.data(withJSONObject: TestBed.event(user))
                let log = try await bed.grant.perform(InvocationRequest(event: event)).log
                #expect(try await bed.hasAccess(user))
                #expect(log.contains { $0.contains("3 of 3 events are not on the bus") })
            }
        }
    }
}
