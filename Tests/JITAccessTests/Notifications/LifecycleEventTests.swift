// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Foundation
import Testing

@testable import JITAccess

@Suite("Events tell what the audit trail says")
struct LifecycleEventTests {
    @Test("Each record of a lease's life is told once, in order, in words for people")
    func life() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1h"))
        world.advance(by: .seconds(3700))
        world.sweep()
        #expect(
            world.notifications.noted.map(\.detailType) == [
                "Request Approved", "Access Starting", "Access Granted", "Access Ending", "Access Ended",
            ]
        )
        #expect(world.notifications.noted.map(\.id) == (1...5).map { "direct/r1/\($0)" })
    }

    @Test("An event is its record, with an id of its own and without the hash that only the chain needs")
    func detail() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1h"))
        let id = try #require(RequestID("r1"))
        for (event, record) in zip(world.notifications.noted, world.ledger.audit(of: id)) {
            guard case .object(var members) = event.detail else {
                Issue.record("the detail is not an object")
                continue
            }
            #expect(members.removeValue(forKey: "event_id") == .string("direct/r1/\(record.sequence)"))
            #expect(members.removeValue(forKey: "version") == 1)
            #expect(members.removeValue(forKey: "entry_point") == "direct")
            #expect(members["request_id"] == "r1")
            members["request_id"] = "direct/r1"
            // What was asked for is there once more as approvers are shown it.
            let shown = members.removeValue(forKey: "shown")
            #expect((shown == nil) == (record.attributes["duration_seconds"] == nil))
            members["previous_hash"] = record.attributes["previous_hash"]
            #expect(members == record.attributes)
            #expect(record.attributes["timestamp"] == .string(event.at.iso8601))
        }
    }

    @Test("A refusal is told")
    func denied() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", user: "nobody@example.com"))
        #expect(world.notifications.noted.map(\.detailType) == ["Request Denied"])
    }

    @Test("What could not be recorded is not told, and what is told is on record, whatever is lost", arguments: 1...12)
    func onlyWhatIsRecorded(place: Int) throws {
        for fault in [Fault.fails(.unavailable), .fails(.conflict), .answerLost, .killedBefore, .killedAfter] {
            let world = AccessWorld()
            world.perform(.grant(Example.event("r1", "1h"), faults: .at(place, fault)))
            world.grant(Example.event("r1", "1h"))
            world.advance(by: .seconds(3700))
            world.sweep()
            let recorded = world.ledger.audit.values.flatMap(\.self).map { "\($0.requestID)/\($0.sequence)" }
            let told = world.notifications.noted.map(\.id)
            #expect(Set(told).count == told.count)
            #expect(Set(told).isSubset(of: recorded))
        }
    }

    @Test("A new action has a readable name even before it is given one")
    func unnamed() throws {
        var tail = AuditTail.empty
        let id = try #require(RequestID("r1"))
        let invocation = Invocation(requestID: "i", deadline: Timestamp(seconds: 60), channel: .direct)
        let entry = AuditEntry(.adopt, .started, subject: AuditSubject())
        let record = try tail.append(entry, for: id, at: Timestamp(seconds: 1), by: invocation)
        #expect(LifecycleEvent(record, at: Timestamp(seconds: 1)).detailType == "Adopt Started")
    }

    @Test("Every action has names", arguments: AuditEntry.Action.allCases)
    func named(action: AuditEntry.Action) {
        #expect(LifecycleEvent.detailTypes.keys.contains { $0.hasPrefix("\(action.rawValue) ") })
    }

    @Test("The document lists every name")
    func documented() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let document = try String(contentsOf: root.appending(path: "docs/events.md"), encoding: .utf8)
        for (words, name) in LifecycleEvent.detailTypes {
            #expect(document.contains("| `\(name)` | `\(words)` |"), "\(name)")
        }
    }
}
