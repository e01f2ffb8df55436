// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccessAWS
import Synchronization
import Testing

@testable import JITAccess

@Suite("Notifications on an EventBridge bus")
struct EventBridgeNotificationTests {
    private let log = ErrorLog()

    private func notifications(_ aws: ScriptedAWS, bus: String = "hourglass") throws -> EventBridgeNotifications {
        EventBridgeNotifications(
            try .scripted(aws),
            bus: bus,
            clock: ImpatientClock(),
            random: NoRandomness(),
            log: log
        )
    }

    /// Events 1 to `count` of one request.
    private func events(_ count: Int, reason: String? = nil) throws -> [LifecycleEvent] {
        var tail = AuditTail.empty
        let id = try Sample.requestID()
        let invocation = Invocation(requestID: "lambda-1", deadline: Sample.now + .seconds(60), channel: .direct)
        return try (0..<count).map { _ in
            let entry = AuditEntry(.grant, .success, subject: AuditSubject(userID: Sample.userID), reason: reason)
            return LifecycleEvent(try tail.append(entry, for: id, at: Sample.now, by: invocation), at: Sample.now)
        }
    }

    private static func accepting(_ call: ScriptedAWS.Call) -> ScriptedAWS.Answer {
        .json(["Entries": .array(call.input["Entries"].elements.map { _ in ["EventId": "e"] })])
    }

    /// The sequences that each call carried, in its order.
    private func sent(_ aws: ScriptedAWS) -> [[String]] {
        aws.inputs("PutEvents").map { input in
            input["Entries"].elements.map { entry in
                let detail = entry["Detail"].text ?? ""
                return String(detail.split(separator: "\"event_id\":\"req-1/").last?.prefix { $0 != "\"" } ?? "")
            }
        }
    }

    @Test("An event is what its audit record says, on the bus that was asked for")
    func entry() async throws {
        let aws = ScriptedAWS { call, _ in Self.accepting(call) }
        let notifications = try notifications(aws, bus: "arn:aws:events:us-west-2:111122223333:event-bus/hourglass")
        let event = try events(1)[0]
        notifications.note(event)
        #expect(aws.calls.isEmpty)
        await notifications.send()
        let call = try #require(aws.calls.first)
        #expect(call.url.contains("events.us-west-2."))
        let entry = call.input["Entries"][0]
        #expect(entry["Source"] == "hourglass")
        #expect(entry["DetailType"] == "Access Granted")
        #expect(entry["EventBusName"] == "arn:aws:events:us-west-2:111122223333:event-bus/hourglass")
        #expect(entry["Time"] == .integer(Sample.now.seconds))
        #expect(entry["Detail"].text == event.detail.canonicalText)
        #expect(log.errors.isEmpty)
    }

    @Test("What was sent is not sent again")
    func once() async throws {
        let aws = ScriptedAWS { call, _ in Self.accepting(call) }
        let notifications = try notifications(aws)
        notifications.note(try events(1)[0])
        await notifications.send()
        await notifications.send()
        #expect(aws.calls.count == 1)
    }

    @Test("At most ten go in one call, in the order in which they happened")
    func ten() async throws {
        let aws = ScriptedAWS { call, _ in Self.accepting(call) }
        let notifications = try notifications(aws)
        for event in try events(23) { notifications.note(event) }
        await notifications.send()
        #expect(sent(aws).map(\.count) == [10, 10, 3])
        #expect(sent(aws).flatMap(\.self) == (1...23).map(String.init))
    }

    @Test("At most 256 KB go in one call")
    func size() async throws {
        let aws = ScriptedAWS { call, _ in Self.accepting(call) }
        let notifications = try notifications(aws)
        for event in try events(5, reason: String(repeating: "ä", count: 50_000)) { notifications.note(event) }
        await notifications.send()
        #expect(sent(aws) == [["1", "2"], ["3", "4"], ["5"]])
    }

    @Test("Only what EventBridge could not take just then is put once more")
    func someFail() async throws {
        let aws = ScriptedAWS { call, number in
            let results = call.input["Entries"].elements.enumerated().map { place, _ -> JSONValue in
                number == 1 && place > 0
                    ? ["ErrorCode": "ThrottlingException", "ErrorMessage": "later"] : ["EventId": "e"]
            }
            return .json(["FailedEntryCount": 2, "Entries": .array(results)])
        }
        let notifications = try notifications(aws)
        for event in try events(3) { notifications.note(event) }
        await notifications.send()
        #expect(sent(aws) == [["1", "2", "3"], ["2", "3"]])
        #expect(log.errors.isEmpty)
    }

    @Test("What is never taken is given up after a few tries, and named in the log")
    func neverTaken() async throws {
        let aws = ScriptedAWS { call, _ in
            let failure: JSONValue = ["ErrorCode": "InternalFailure", "ErrorMessage": "sorry"]
            return .json(["Entries": .array(call.input["Entries"].elements.map { _ in failure })])
        }
        let notifications = try notifications(aws)
        for event in try events(2) { notifications.note(event) }
        await notifications.send()
        #expect(aws.calls.count == 4)
        #expect(log.errors.count == 1)
        #expect(log.errors.first?.contains("InternalFailure: sorry") == true)
        #expect(log.errors.first?.contains("req-1/1, req-1/2") == true)
    }

    @Test("An event that is refused for good is not put again, and the others are not lost with it")
    func refused() async throws {
        let aws = ScriptedAWS { call, _ in
            let results = call.input["Entries"].elements.enumerated().map { place, _ -> JSONValue in
                place == 1 ? ["ErrorCode": "MalformedDetail", "ErrorMessage": "no"] : ["EventId": "e"]
            }
            return .json(["Entries": .array(results)])
        }
        let notifications = try notifications(aws)
        for event in try events(12) { notifications.note(event) }
        await notifications.send()
        #expect(sent(aws).map(\.count) == [10, 2])
        #expect(log.errors.first?.contains("2 of 12") == true)
    }

    @Test("A bus that cannot be reached is in the log once; the other calls are not tried")
    func unreachable() async throws {
        let aws = ScriptedAWS { _, _ in .refusal("AccessDeniedException", "may not put") }
        let notifications = try notifications(aws)
        for event in try events(30) { notifications.note(event) }
        await notifications.send()
        #expect(aws.calls.count == 1)
        #expect(log.errors.count == 1)
        #expect(log.errors.first?.contains("30 of 30") == true)
        #expect(log.errors.first?.contains("may not put") == true)
    }
}

private struct ImpatientClock: AccessClock {
    func now() -> Timestamp { Sample.now }
    func sleep(for duration: Duration) async {}
}

private struct NoRandomness: RandomSource {
    func fraction() -> Double { 0 }
}

private final class ErrorLog: Diagnostics {
    private let lines = Mutex<[String]>([])

    var errors: [String] { lines.withLock(\.self) }

    func info(_ message: String) {}
    func warning(_ message: String) {}
    func error(_ message: String) { lines.withLock { $0.append(message) } }
}
