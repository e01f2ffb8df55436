// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Synchronization
import Testing

@testable import NotifyFunction

@Suite("What Notify makes of the audit table's stream")
struct NotifyHandlerTests {
    private let alerts = FakeAlerts()
    private let slack = FakeQueue("events")
    private let tickets = FakeQueue("tickets")

    private func handle(_ records: [JSONValue]) async throws -> JSONValue {
        let event: JSONValue = ["Records": .array(records)]
        return try await handle(event.canonicalText)
    }

    private func handle(_ event: String) async throws -> JSONValue {
        let handler = NotifyHandler(alerts: alerts, queues: [slack, tickets], log: SilentLog())
        return try JSONValue(parsing: Array(try await handler.handle(Array(event.utf8)).utf8))
    }

    private let done: JSONValue = ["batchItemFailures": []]

    private func failedAt(_ number: Int) -> JSONValue {
        ["batchItemFailures": [["itemIdentifier": .string("\(number)")]]]
    }

    @Test("New records go to every notice, in their order, and alert nobody")
    func inserted() async throws {
        #expect(try await handle((1...25).map { Sample.record($0) }) == done)
        #expect(alerts.sent.isEmpty)
        for queue in [slack, tickets] { #expect(queue.numbers == (1...25).map(String.init)) }
        #expect(slack.payloads.count == 3)
    }

    @Test(
        "A record that was changed or removed, or that something unheard of happened to, alerts and is no notice",
        arguments: [
            ("MODIFY", "was changed: actor, hash"), ("REMOVE", "was removed"), ("TRUNCATE", "record 7 of r1: TRUNCATE"),
        ]
    )
    func changed(name: String, expected: String) async throws {
        #expect(try await handle([Sample.record(1), Sample.record(7, name)]) == done)
        #expect(alerts.sent.count == 1)
        let message = try #require(alerts.sent.first?.message)
        #expect(message.contains(expected))
        #expect(message.contains("record 7 of r1"))
        #expect(message.contains("in audit:"))
        #expect(slack.numbers == ["1"])
    }

    @Test("A batch alerts once, with the number of all and ten of them by name")
    func many() async throws {
        _ = try await handle((1...40).map { Sample.record($0, "REMOVE") })
        #expect(alerts.sent.count == 1)
        let message = try #require(alerts.sent.first?.message)
        #expect(message.contains("40 records of the audit trail were"))
        #expect(message.contains("and 30 more"))
        #expect(message.split(separator: "\n").filter { $0.contains("was removed") }.count == 10)
    }

    @Test("What a stranger wrote into a record comes into the alert as plain text of a bounded length")
    func hostile() async throws {
        let id = "r1\n\u{202E}https://evil.example " + String(repeating: "x", count: 5000)
        _ = try await handle([Sample.record(1, "REMOVE", id: id)])
        let message = try #require(alerts.sent.first?.message)
        #expect(message.utf8.allSatisfy { $0 < 0x7F })
        #expect(message.utf8.count < 1500)
        #expect(message.split(separator: "\n").filter { $0.contains("evil.example") }.count == 1)
    }

    @Test("A notice that takes nothing holds up neither the other nor the alert, and comes again")
    func oneIsDown() async throws {
        slack.fail(from: 1)
        let records = [Sample.record(1, "REMOVE"), Sample.record(2), Sample.record(3)]
        #expect(try await handle(records) == failedAt(2))
        #expect(alerts.sent.count == 1)
        #expect(tickets.numbers == ["2", "3"])
        slack.fail(from: nil)
        // From there on, so that what alerted before does not alert again.
        #expect(try await handle(Array(records.dropFirst())) == done)
        #expect(alerts.sent.count == 1)
        #expect(slack.numbers == ["2", "3"])
    }

    @Test("The earliest of what failed is where the stream begins again")
    func earliest() async throws {
        slack.fail(from: 2)
        tickets.fail(from: 1)
        #expect(try await handle((1...25).map { Sample.record($0) }) == failedAt(1))
        #expect(slack.numbers == (1...10).map(String.init))
    }

    @Test("An alert that cannot be sent comes again, and holds up no notice")
    func noTopic() async throws {
        alerts.isDown.withLock { $0 = true }
        #expect(try await handle([Sample.record(1), Sample.record(2, "REMOVE"), Sample.record(3)]) == failedAt(2))
        #expect(slack.numbers == ["1", "3"])
    }

    @Test("A record that nobody can read alerts, and the others go on")
    func unreadable() async throws {
        #expect(try await handle([["eventName": "INSERT"], Sample.record(2)]) == done)
        #expect(alerts.sent.count == 1)
        #expect(slack.numbers == ["2"])
    }

    @Test(
        "What is no batch alerts and holds up nothing; without the alert it comes again",
        arguments: ["", "[]", "{}", #"{"Records":1}"#, #"{"Records":[],"Records":[]}"#]
    )
    func noBatch(text: String) async throws {
        #expect(try await handle(text) == done)
        #expect(alerts.sent.count == 1)
        alerts.isDown.withLock { $0 = true }
        await #expect(throws: NoticeFailure.self) { try await handle(text) }
    }

    @Test("Portions fit into Lambda's queue, and a record that fits into none is left out")
    func large() async throws {
        let text = String(repeating: "x", count: 90_000)
        let huge = String(repeating: "x", count: 300_000)
        let records = [
            Sample.record(1, reason: text), Sample.record(2, reason: text), Sample.record(3, reason: huge),
            Sample.record(4, reason: text),
        ]
        #expect(try await handle(records) == done)
        #expect(slack.numbers == ["1", "2", "4"])
        #expect(slack.payloads.allSatisfy { $0.count < 256 * 1024 })
    }
}

private enum Sample {
    static func record(
        _ number: Int,
        _ name: String = "INSERT",
        id: String = "r1",
        reason: String = "because"
    ) -> JSONValue {
        let keys: [String: JSONValue] = ["request_id": ["S": .string(id)], "sequence": ["N": .string("\(number)")]]
        func image(_ actor: String, _ hash: String) -> JSONValue {
            .object(keys.merging(["actor": ["S": .string(actor)], "hash": ["S": .string(hash)]]) { $1 })
        }
        var change: [String: JSONValue] = ["Keys": .object(keys), "SequenceNumber": .string("\(number)")]
        if name != "REMOVE" {
            guard case .object(var members) = image("ada", "aa") else { return .null }
            members["reason"] = ["S": .string(reason)]
            change["NewImage"] = name == "INSERT" ? .object(members) : image("ada", "aa")
        }
        if name != "INSERT" { change["OldImage"] = image("eve", "bb") }
        return [
            "eventName": .string(name), "eventSource": "aws:dynamodb",
            "eventSourceARN": "arn:aws:dynamodb:eu-central-1:111122223333:table/audit/stream/2026-11-30T00:00:00.000",
            "dynamodb": .object(change),
        ]
    }
}

private final class FakeAlerts: Alerts {
    let isDown = Mutex(false)
    private let all = Mutex<[Alert]>([])

    var sent: [Alert] { all.withLock { $0 } }

    func send(_ alert: Alert) async throws(AlertError) {
        if isDown.withLock({ $0 }) { throw AlertError("down") }
        all.withLock { $0.append(alert) }
    }
}

private final class FakeQueue: NoticeQueue {
    let name: String
    private let taken = Mutex<[[UInt8]]>([])
    private let failing = Mutex<Int?>(nil)
    private let calls = Mutex(0)

    init(_ name: String) { self.name = name }

    var payloads: [[UInt8]] { taken.withLock { $0 } }

    /// The places in the stream of all records that were handed over.
    var numbers: [String] {
        payloads.flatMap { payload -> [String] in
            guard case .array(let records)? = try? JSONValue(parsing: payload).member("Records") else { return [] }
            return records.compactMap { StreamRecord($0)?.sequenceNumber }
        }
    }

    /// Fails from the call of this number on, counted from now.
    func fail(from call: Int?) {
        failing.withLock { $0 = call }
        calls.withLock { $0 = 0 }
    }

    func add(_ payload: [UInt8]) async throws(NoticeFailure) {
        let call = calls.withLock { count in
            count += 1
            return count
        }
        if let first = failing.withLock({ $0 }), call >= first { throw NoticeFailure(message: "down") }
        taken.withLock { $0.append(payload) }
    }
}

private struct SilentLog: Diagnostics {
    func info(_ message: String) {}
    func warning(_ message: String) {}
    func error(_ message: String) {}
}
