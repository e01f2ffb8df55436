// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("No record, no access")
struct LedgerTroubleTests {
    @Test("While the ledger cannot be written, nothing is created")
    func nothingWithoutWrite() throws {
        let world = AccessWorld()
        let answer = try #require(world.perform(.grant(Example.event("r1"), faults: .on(.commit, .fails()))))
        #expect(answer.statusCode == 500)
        #expect(answer.code == "ledger_unavailable")
        #expect(!answer.json.contains("does not answer"))
        #expect(world.calls.count(.create) == 0)
        #expect(world.ledger.audit.isEmpty)
        #expect(world.log.messages(.error).count == 2)
    }

    @Test(
        "While the ledger cannot be read, nothing is created",
        arguments: [PortOperation.binding, .endedBinding, .request, .auditTail]
    )
    func nothingWithoutRead(operation: PortOperation) throws {
        let world = AccessWorld()
        let answer = world.perform(.grant(Example.event("r1"), faults: .on(operation, .fails(), times: 1)))
        #expect(answer?.code == "ledger_unavailable")
        #expect(world.calls.count(.create) == 0)
        #expect(world.invariantViolations() == [])
    }

    @Test("A refusal that cannot be recorded is answered as that")
    func unrecordedRefusal() throws {
        let world = AccessWorld()
        let answer = world.perform(.grant("{}", faults: .on(.commit, .fails())))
        #expect(answer?.code == "ledger_unavailable")
        #expect(answer?.statusCode == 500)
    }

    @Test("A failure is on record although it cannot be counted; what was denied is not, and is answered as that")
    func uncounted() throws {
        let world = AccessWorld()
        let failed = world.perform(.grant(Example.event("r1"), faults: .on(.commit, .fails(), times: 2)))
        #expect(failed?.code == "ledger_unavailable")
        #expect(world.attempts("r1") == ["REQUEST ERROR"])
        let denied = world.perform(.grant("{}", faults: .on(.commit, .fails(), times: 1)))
        #expect(denied?.code == "ledger_unavailable")
        #expect(world.ledger.audit.values.joined().count == 1)
    }

    @Test("Access that is confirmed and cannot be written down is the sweep's, and a person hears of it")
    func unrecordedSuccess() throws {
        let world = AccessWorld()
        let answer = world.perform(.grant(Example.event("r1", "5m"), faults: .on(.commit, .fails(), skipping: 1)))
        #expect(answer?.statusCode == 202)
        #expect(world.hasAccess)
        #expect(try world.status("r1") == .granting)
        #expect(world.alerts.sent.map(\.subject) == ["Hourglass: a grant is not recorded yet"])
        #expect(world.invariantViolations() == [])
        world.advance(by: .seconds(130))
        world.sweep()
        #expect(try world.status("r1") == .active)
        world.liveUntil(world.now + .seconds(300))
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A failure that cannot be written down is the sweep's, and a person hears of it")
    func unrecordedFailure() throws {
        let world = AccessWorld()
        world.identityCenter.planCreations(.fails("No."))
        let answer = world.perform(.grant(Example.event("r1", "5m"), faults: .on(.commit, .fails(), skipping: 1)))
        #expect(answer?.statusCode == 202)
        #expect(world.alerts.sent.count == 1)
        world.advance(by: .seconds(130))
        world.sweep()
        #expect(try world.status("r1") == .failed)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A chain that grows meanwhile is read again")
    func chainGrows() throws {
        let world = AccessWorld()
        var tail = AuditTail.empty
        let record = try tail.append(
            AuditEntry(.read, .denied, subject: AuditSubject()),
            for: id("direct/r1"),
            at: world.now,
            by: Invocation(requestID: "other", deadline: world.now, channel: .direct)
        )
        world.hooks.once(before: { $0.operation == .commit }) { [world] _ in
            world.ledger.forge(record.requestID, [record])
        }
        #expect(world.grant(Example.event("r1"))?.statusCode == 200)
        #expect(try world.events("r1") == ["READ DENIED", "REQUEST SUCCESS", "GRANT STARTED", "GRANT SUCCESS"])
        #expect(world.invariantViolations() == [])
    }
}
