// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("People are told of each wrong setting once, and once that it is right, whatever becomes of what is remembered")
struct FaultAlertTests {
    private let memory = SimulatedAlertMemory()
    private let inbox = Inbox()
    private let log = ErrorLog()
    private static let start = Timestamp(seconds: 1_767_225_600)
    private static let wrong = "Hourglass: Revoke runs with settings that are wrong"
    private static let right = "Hourglass: the settings of Revoke are right again"

    /// What a container does that meets these settings.
    private func meet(_ names: [String], _ container: FirstAlerts? = nil, after time: Duration = .zero) async {
        await (container ?? FirstAlerts(memory)).send(
            names.map { SettingFault($0, "must be another") },
            of: .revoke,
            by: inbox,
            at: Self.start + time,
            log: log
        )
    }

    @Test("Each container that comes tells only what is new: one more that is wrong, one that is right")
    func containers() async {
        for names in [["A"], ["A"], ["A", "B"], ["A", "B"], ["B"], ["B"], [], []] { await meet(names) }
        #expect(inbox.subjects == [Self.wrong, Self.wrong, Self.right, Self.right])
        let named = inbox.messages.map { message in ["A", "B"].filter { message.contains("\n\($0)") } }
        #expect(named == [["A"], ["B"], ["A"], ["B"]])
        #expect(memory.record?.subjects == [:])
    }

    @Test("A container looks up once what people have been told")
    func once() async {
        for names in [["A"], []] {
            let container = FirstAlerts(memory)
            let reads = memory.reads
            for _ in 1...5 { await meet(names, container) }
            #expect(memory.reads == reads + 1)
        }
        #expect(inbox.subjects == [Self.wrong, Self.right])
    }

    @Test("A memory that cannot be read silences nobody, and where nothing is wrong it is read another time")
    func unreachable() async {
        await meet(["A"])
        memory.failure = .unavailable("No answer.", awsRequestID: nil)
        let (wrong, right) = (FirstAlerts(memory), FirstAlerts(memory))
        for _ in 1...3 { await meet(["A"], wrong) }
        for _ in 1...3 { await meet([], right) }
        #expect(inbox.subjects == [Self.wrong, Self.wrong])
        memory.failure = nil
        for _ in 1...3 { await meet([], right) }
        #expect(inbox.subjects == [Self.wrong, Self.wrong, Self.right])
    }

    @Test("What was told and could not be remembered is told again by the next container, not by this one")
    func unremembered() async {
        memory.forgets = true
        let container = FirstAlerts(memory)
        for _ in 1...3 { await meet(["A"], container) }
        #expect(inbox.subjects == [Self.wrong])
        memory.forgets = false
        for _ in 1...3 { await meet(["A"]) }
        #expect(inbox.subjects == [Self.wrong, Self.wrong])
    }

    @Test("A write whose answer was lost is one's own")
    func lostAnswer() async {
        memory.losesAnswer = true
        await meet(["A"])
        await meet(["A"])
        #expect(inbox.subjects == [Self.wrong])
        #expect(memory.record?.version == 1)
    }

    @Test("An alert that could not be sent has told nobody")
    func unsent() async {
        let container = FirstAlerts(memory)
        inbox.isBroken = true
        await meet(["A"], container)
        #expect(inbox.subjects.isEmpty && memory.record == nil)
        inbox.isBroken = false
        for _ in 1...3 { await meet(["A"], container) }
        await meet(["A"])
        #expect(inbox.subjects == [Self.wrong])
    }

    @Test("Two that tell at the same time may both tell, and what each knows is remembered")
    func atTheSameTime() async {
        inbox.whileSending = { [self] in await meet(["A"]) }
        await meet(["A", "B"])
        #expect(inbox.subjects == [Self.wrong, Self.wrong])
        #expect(memory.record?.subjects.count == 2)
        await meet(["A", "B"])
        #expect(inbox.subjects.count == 2)
    }

    @Test(
        "As many other alerts as there are in a day silence none of these, and what is wrong for longer is told again"
    )
    func others() async throws {
        let crowd = (1...20).map { ("session#\($0)", Self.start) }
        let told = AlertedRecord(version: 1, subjects: Dictionary(uniqueKeysWithValues: crowd))
        #expect(try await memory.remember(told))
        for day in [0, 1, 29, 30, 31] { await meet(["A"], after: .seconds(86_400 * day)) }
        #expect(inbox.subjects == [Self.wrong, Self.wrong])
        #expect(memory.record?.subjects.count == 21)
    }
}
