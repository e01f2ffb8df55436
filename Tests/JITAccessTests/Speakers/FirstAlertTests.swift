// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("What somebody may cause again and again is alerted of once, whichever container they meet")
struct FirstAlertTests {
    private let memory = SimulatedAlertMemory()
    private let inbox = Inbox()
    private let log = ErrorLog()
    private static let start = Timestamp(seconds: 1_767_225_600)

    private func send(_ key: String, _ container: FirstAlerts? = nil, after time: Duration = .zero) async {
        await (container ?? FirstAlerts(memory)).send(
            FirstAlert(key, subject: "\(key)", message: "It happened."),
            by: inbox,
            at: Self.start + time,
            log: log
        )
    }

    @Test("Each new container knows what was told before, and one that knows reads nothing")
    func containers() async {
        let container = FirstAlerts(memory)
        for _ in 1...5 { await send("session#111122223333", container) }
        #expect(memory.reads == 1)
        for _ in 1...5 { await send("session#111122223333") }
        await send("session#444455556666")
        #expect(inbox.subjects == ["session#111122223333", "session#444455556666"])
    }

    @Test("What still happens after thirty days is told again")
    func later() async {
        let container = FirstAlerts(memory)
        let day = Duration.seconds(86_400)
        for time in [.zero, day * 29, day * 30 - .seconds(1), day * 30, day * 31] {
            await send("a", container, after: time)
            await send("a", after: time)
        }
        #expect(inbox.subjects == ["a", "a"])
    }

    @Test("There are twenty in a day, of which the last says so, and twenty more the next day")
    func day() async {
        for number in 1...40 { await send("\(number)", after: .seconds(number)) }
        #expect(inbox.subjects == (1...20).map { "\($0)" })
        #expect(inbox.messages.filter { $0.contains("the last of 20") }.count == 1)
        #expect(inbox.messages.last?.contains("the last of 20") == true)
        await send("41", after: .seconds(86_400))
        #expect(inbox.subjects.last == "20")
        for number in 42...80 { await send("\(number)", after: .seconds(86_400 + number)) }
        #expect(inbox.subjects.count == 40)
    }

    @Test("The memory does not grow, whatever is told of")
    func bounded() async {
        for day in 0..<10 {
            for number in 1...30 { await send("\(day)-\(number)", after: .seconds(90_000 * day + number)) }
        }
        #expect(inbox.subjects.count == 200)
        #expect(memory.record?.subjects.count == AlertedRecord.maximum)
        // The latest are those that are known.
        await send("9-20", after: .seconds(90_000 * 11))
        #expect(inbox.subjects.count == 200)
    }

    @Test("A memory that cannot be reached silences nobody; a container tells of each subject once")
    func unreachable() async {
        memory.failure = .unavailable("No answer.", awsRequestID: nil)
        let container = FirstAlerts(memory)
        for _ in 1...3 { await send("a", container) }
        await send("a")
        #expect(inbox.subjects == ["a", "a"])
        #expect(log.count == 2)
    }

    @Test("A write whose answer was lost is one's own, and the alert goes out")
    func lostAnswer() async {
        memory.losesAnswer = true
        await send("a")
        #expect(inbox.subjects == ["a"])
        await send("a")
        #expect(inbox.subjects == ["a"])
    }

    @Test("An alert that could not be sent has told nobody")
    func unsent() async {
        let container = FirstAlerts(memory)
        inbox.isBroken = true
        await send("a", container)
        #expect(inbox.subjects.isEmpty)
        inbox.isBroken = false
        await send("a", container)
        await send("a")
        #expect(inbox.subjects == ["a"])
        #expect(log.count == 1)
    }

    @Test(
        "Nothing is remembered before it was told: a process that dies while it tells has told nobody, so the next one does"
    )
    func diesWhileTelling() {
        let world = Approvals.world()
        for fault in [Fault.killedBefore, .killedAfter] {
            world.faults = .on(.alert, fault)
            #expect(world.sign("ada", #"{"action":"list"}"#, in: "444455556666") == nil)
            world.faults = .none
            #expect(world.alertMemory.record == nil)
            // What a container knows goes with it.
            world.deploy(world.policy, world.rules)
        }
        // It was told and the process died: better twice than never.
        #expect(world.alerts.sent.count == 1)
        for _ in 1...3 {
            #expect(world.sign("ada", #"{"action":"list"}"#, in: "444455556666")?.statusCode == 403)
            world.deploy(world.policy, world.rules)
        }
        #expect(world.alerts.sent.count == 2)
        #expect(world.alertMemory.record?.subjects.count == 1)
    }

    @Test("What was told and could not be remembered is told again by the next container, not by this one")
    func unremembered() async {
        let container = FirstAlerts(memory)
        memory.forgets = true
        for _ in 1...3 { await send("a", container) }
        #expect(inbox.subjects == ["a"])
        #expect(log.count == 1)
        memory.forgets = false
        for _ in 1...2 { await send("a") }
        #expect(inbox.subjects == ["a", "a"])
    }

    @Test("Two that tell at the same time may both tell, and remember it once")
    func atTheSameTime() async {
        let other = FirstAlerts(memory)
        inbox.whileSending = { [self] in await send("a", other) }
        await send("a")
        #expect(inbox.subjects == ["a", "a"])
        await send("a")
        #expect(inbox.subjects.count == 2)
        #expect(memory.record?.version == 1)
    }

    @Test("A moment that is yet to come silences nobody")
    func future() async throws {
        let forged = AlertedRecord(version: 1, subjects: ["a": Self.start + .seconds(86_400 * 365)])
        #expect(try await memory.remember(forged))
        await send("a")
        #expect(inbox.subjects == ["a"])
    }

    @Test("People of another account are told what to do, and the first of each account is alerted of")
    func foreignSessions() {
        let world = Approvals.world()
        for account in ["444455556666", "444455556666", "777788889999"] {
            let answer = world.sign("ada", #"{"action":"list"}"#, in: account)
            #expect(answer?.statusCode == 403)
            guard case .string(let message) = answer?.body["error"] else { return #expect(Bool(false)) }
            #expect(message.contains("Sign in to 123456789012") && message.contains("docs/deploy.md"))
        }
        #expect(
            world.alerts.sent.map(\.subject)
                == ["444455556666", "777788889999"].map { "Hourglass: a session of the account \($0) was refused" }
        )
        #expect(world.alertMemory.record?.subjects.keys.sorted() == ["session#444455556666", "session#777788889999"])
        // Who is heard costs nothing.
        let reads = world.alertMemory.reads
        #expect(world.sign("ada", #"{"action":"list"}"#)?.statusCode == 200)
        #expect(world.alertMemory.reads == reads)
    }
}
