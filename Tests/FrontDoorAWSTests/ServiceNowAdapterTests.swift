// SPDX-License-Identifier: Apache-2.0

import FrontDoor
import HTTPTransport
import Hashing
import JITAccess
import ServiceNow
import Synchronization
import TestSupport
import Testing

@testable import FrontDoorAWS

@Suite("The key that a system signs with")
struct StoredSigningKeyTests {
    @Test("It is a text of 20 bytes or more, in a member of its name")
    func parsed() {
        let key = "0123456789abcdefghij"
        #expect(StoredSigningKey.key(Secret("{\"signing_key\":\"\(key)\"}")) == Secret(key))
        for text in ["{\"signing_key\":\"\(key.dropLast())\"}", "{}", key, "{\"signing_key\":1}"] {
            #expect(StoredSigningKey.key(Secret(text)) == nil)
        }
    }

    @Test("A new key is found when the old one does not fit, at most once a minute, and is never told")
    func rotated() async throws {
        let keys = ["first", "second"].map { "\($0)-0123456789abcdef" }
        let answers = keys.map { ScriptedTransport.Exchange.json(#"{"SecretString":"{\"signing_key\":\"\#($0)\"}"}"#) }
        let transport = ScriptedTransport(answers)
        let clock = ManualClock()
        let stored = StoredSigningKey(try client(transport).secretsManager, id: "s", clock: clock)
        let first = try await stored.current()
        #expect(first == Secret(keys[0]))
        #expect(try await stored.refreshed(after: first) == nil)
        clock.advance(by: .seconds(60))
        #expect(try await stored.refreshed(after: first) == Secret(keys[1]))
        #expect(transport.sent.count == 2)
        #expect(!"\(try await stored.current())".contains("second"))
    }
}

@Suite("Work notes from the Gateway")
struct ServiceNowNotesTests {
    private struct User: ServiceNowSignIn {
        func user() async throws(TicketError) -> ServiceNowUser {
            ServiceNowUser(name: "hourglass", password: Secret("very"))
        }

        func user(insteadOf refused: ServiceNowUser) async throws(TicketError) -> ServiceNowUser? { nil }
    }

    private static let found = ScriptedTransport.Exchange.json(
        #"{"result":[{"number":"INC0010001","sys_id":"9d385017c611228701d22104cc95c371"}]}"#
    )

    /// - Parameter status: what ServiceNow answers to the note itself.
    @discardableResult
    private func write(_ status: Int, _ log: RecordedLog) async throws -> Bool {
        let instance = try #require(ServiceNowInstance("example"))
        let transport = ScriptedTransport([Self.found, .json(status, "{}")])
        let caller = ServiceNowCaller(instance, over: transport, as: User())
        return try await ServiceNowNotes(notes: ServiceNowWorkNotes(caller), log: log).write("x", on: "INC0010001")
    }

    @Test("Trouble of ServiceNow's comes again, and nothing of the password is said", arguments: [429, 503])
    func trouble(status: Int) async throws {
        let log = RecordedLog()
        do {
            try await write(status, log)
            Issue.record("a note was taken for written that was not")
        } catch let failure as WorkFailure {
            #expect(failure.message.contains("INC0010001") && failure.message.contains("\(status)"))
            #expect(!failure.message.contains("very"))
        }
        #expect(log.all.isEmpty)
    }

    @Test(
        "What the user may not do waits until it is mended, and is in the log without the password",
        arguments: [401, 403]
    )
    func notSetUp(status: Int) async throws {
        let log = RecordedLog()
        #expect(try await !write(status, log))
        #expect(log.all.contains { $0.contains("waits until this is mended") && $0.contains("\(status)") })
        #expect(!log.all.contains { $0.contains("very") })
    }

    @Test("A refusal is logged for whoever can mend it, and holds nothing up")
    func refused() async throws {
        let log = RecordedLog()
        try await write(200, log)
        #expect(log.all.isEmpty)
        try await write(403, log)
        #expect(log.all.contains { $0.contains("INC0010001") && $0.contains("work_notes") })
    }
}

private final class RecordedLog: Diagnostics {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func info(_ message: String) { lines.withLock { $0.append(message) } }
    func warning(_ message: String) { lines.withLock { $0.append(message) } }
    func error(_ message: String) { lines.withLock { $0.append(message) } }
}
