// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Synchronization
import Testing

@testable import FrontDoor

@Suite("What is written on tickets")
struct TicketNotifierTests {
    private let fakes = Fakes()
    private let notes = FakeNotes()

    private var notifier: TicketNotifier {
        TicketNotifier(
            "servicenow",
            notes: notes,
            requests: fakes.requests,
            memory: fakes.memory,
            clock: fakes.clock
        )
    }

    private func event(
        _ action: String,
        _ status: String,
        _ more: [String: JSONValue] = [:]
    ) throws -> LifecycleEvent {
        let attributes: [String: JSONValue] = [
            "request_id": "r1", "sequence": 3, "action": .string(action), "status": .string(status),
            "timestamp": "2026-01-01T00:00:00.000Z", "user_email": "ada@example.com", "account_id": "111122223333",
            "permission_set": "PowerUserAccess", "hash": .string(Sample.digest),
            "previous_hash": .string(Sample.digest),
        ]
        let record = try #require(AuditRecord(stored: attributes.merging(more) { $1 }))
        return LifecycleEvent(record, at: Fakes.now)
    }

    private static let rows: [(action: String, status: String, more: [String: JSONValue], note: String)] = [
        ("GRANT", "SUCCESS", ["expires_at": 1_767_232_800], "is granted until 2026-01-01 02:00 UTC."),
        (
            "GRANT", "DENIED", ["error_message": "arn:aws:iam::1:role/x", "told": "No rule allows it."],
            "was refused: No rule allows it."
        ),
        (
            "GRANT", "DENIED", ["reason": "not_allowed", "error_message": "arn:aws:iam::1:role/x"],
            "was refused: the audit trail has the reason."
        ),
        (
            "REJECT", "SUCCESS", ["actor": "grace@example.com", "reason": "too long"],
            "was rejected by grace@example.com: too long."
        ),
        ("CANCEL", "SUCCESS", ["actor": "ada@example.com"], "was cancelled by ada@example.com."),
        (
            "GRANT", "ERROR", ["error_message": "User: arn:aws:sts::1:x is not authorized", "told": "Quota."],
            "could not be given: Quota."
        ),
        ("REVOKE", "SUCCESS", ["reason": "The lease has expired."], "has ended. The lease has expired."),
        ("RELEASE", "SUCCESS", [:], "has ended."),
        (
            "REVOKE", "ERROR", ["error_message": "arn:aws:iam::1:role/x"],
            "is over and could not be removed yet; it is tried again until it is gone."
        ),
    ]

    @Test("Access that is given, refused, over or failed is noted on the request's ticket, for whom and for what")
    func notes() async throws {
        for row in Self.rows {
            fakes.requests.put(try Sample.record())
            try await notifier.tell(try event(row.action, row.status, row.more))
            let expected =
                "Hourglass: PowerUserAccess on account 111122223333 for ada@example.com \(row.note) (request r1)"
            let note = try #require(notes.written.last)
            #expect(note.ticket == "INC0012345")
            let lines = note.text.split(separator: "\n").map(String.init)
            #expect(lines.first == expected, "\(row.action)")
            #expect(!note.text.contains("arn:aws"))
            let shown = try #require(RenderedRequest(try Sample.record())).lines.map(\.text)
            let isEnd = row.action == "REVOKE" || row.action == "RELEASE"
            #expect(Array(lines.dropFirst()) == (isEnd ? [] : shown), "\(row.action)")
        }
        #expect(notes.written.count == Self.rows.count)
    }

    @Test("Of a request that is longer than a note may be, what is left out shows by its digest")
    func long() async throws {
        let statements = (0..<60).map { number -> JSONValue in
            ["Effect": "Allow", "Action": "s3:GetObject", "Resource": .string("arn:aws:s3:::bucket-\(number)/*")]
        }
        let definition: JSONValue = ["inline_policy": ["Version": "2012-10-17", "Statement": .array(statements)]]
        var problems: [FieldProblem] = []
        let set = CustomPermissionSet.read(definition, field: "", problems: &problems)
        #expect(problems == [])
        let record = try Sample.record(customPermissionSet: set)
        let note = try #require(TicketNote.text(try event("GRANT", "SUCCESS"), record))
        #expect(note.utf16.count <= TicketNote.limit)
        #expect(note.contains(record.digest) && note.contains("hourglass status r1"))
    }

    @Test(
        "Nobody's ticket is filled with the steps in between",
        arguments: [
            ("REQUEST", "PENDING"), ("APPROVE", "SUCCESS"), ("GRANT", "STARTED"), ("REVOKE", "STARTED"),
            ("READ", "DENIED"),
        ]
    )
    func quiet(action: String, status: String) async throws {
        fakes.requests.put(try Sample.record())
        try await notifier.tell(try event(action, status))
        #expect(notes.written.isEmpty)
    }

    @Test("Nothing is written on a ticket that was not read and found to be theirs, whatever the record names")
    func tickets() async throws {
        for status in ["DENIED", "ERROR"] {
            for action in ["REQUEST", "EXTEND", "GRANT"] {
                try await notifier.tell(try event(action, status, ["ticket": "CHG1", "told": "No."]))
            }
        }
        fakes.requests.put(try Sample.record(ownTicket: nil))
        for row in Self.rows { try await notifier.tell(try event(row.action, row.status, row.more)) }
        #expect(notes.written.isEmpty)
        fakes.requests.put(try Sample.record())
        try await notifier.tell(try event("REQUEST", "DENIED", ["ticket": "CHG1", "told": "No."]))
        #expect(notes.written.isEmpty)
    }

    @Test("A revocation that goes on failing is noted once a day, however often it is tried")
    func failingRevocation() async throws {
        fakes.requests.put(try Sample.record())
        for _ in 1...3 { try await notifier.tell(try event("REVOKE", "ERROR")) }
        #expect(notes.written.count == 1)
        fakes.clock.advance(by: .seconds(86_401))
        try await notifier.tell(try event("REVOKE", "ERROR"))
        #expect(notes.written.count == 2)
    }

    @Test("A note that could not be written holds up no notice to people, and the other way round")
    func streams() async throws {
        #expect(notifier.stream == .tickets)
        #expect(fakes.notifier.stream == .events)
        fakes.requests.put(try Sample.record())
        notes.fail("down")
        let gateway = GatewayHandler(
            doors: [],
            notifiers: [fakes.notifier, notifier],
            memory: fakes.memory,
            clock: fakes.clock,
            log: fakes.log
        )
        let stream = Sample.stream((1, "REQUEST", "PENDING"), (2, "GRANT", "SUCCESS"))
        let told = try await gateway.handle(stream, by: .integration("events"), id: "i1")
        #expect(told.json == "{}")
        #expect(!fakes.slack.calls(.postMessage).isEmpty)
        await #expect(throws: WorkFailure.self) {
            try await gateway.handle(stream, by: .integration("tickets"), id: "i2")
        }
        notes.fail(nil)
        for id in ["i3", "i4"] { _ = try await gateway.handle(stream, by: .integration("tickets"), id: id) }
        #expect(notes.written.count == 1)
    }

    @Test("What the user may not write waits until they may, and is written then, each once")
    func laterOn() async throws {
        fakes.requests.put(try Sample.record())
        notes.refuse(true)
        try await notifier.tell(try event("GRANT", "SUCCESS"))
        try await notifier.tell(try event("REVOKE", "SUCCESS"))
        #expect(try await notifier.makeGood())
        #expect(notes.written.isEmpty)
        notes.refuse(false)
        #expect(try await !notifier.makeGood())
        #expect(notes.written.count == 2)
        #expect(Set(notes.written.map(\.ticket)).count == 1)
        #expect(notes.written.contains { $0.text.contains("is granted") })
        #expect(try await !notifier.makeGood())
        #expect(notes.written.count == 2)
    }

    @Test("A note that could not be written comes again")
    func trouble() async throws {
        fakes.requests.put(try Sample.record())
        notes.fail("down")
        let event = try event("GRANT", "SUCCESS")
        await #expect(throws: WorkFailure("down")) { try await notifier.tell(event) }
    }
}

/// Notes in memory.
final class FakeNotes: TicketNotes {
    struct Note: Equatable {
        let text: String
        let ticket: String
    }

    private let state = Mutex<(written: [Note], failure: WorkFailure?)>(([], nil))
    private let isRefused = Mutex(false)

    var written: [Note] { state.withLock(\.written) }

    func fail(_ message: String?) { state.withLock { $0.failure = message.map(WorkFailure.init) } }

    /// Whether the user lacks the rights.
    func refuse(_ isRefused: Bool) { self.isRefused.withLock { $0 = isRefused } }

    func write(_ note: String, on ticket: String) async throws(WorkFailure) -> Bool {
        if isRefused.withLock({ $0 }) { return false }
        let failure = state.withLock { state in
            if state.failure == nil { state.written.append(Note(text: note, ticket: ticket)) }
            return state.failure
        }
        if let failure { throw failure }
        return true
    }
}
