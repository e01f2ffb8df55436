// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("Refused attempts of one caller")
struct RefusedAttemptTests {
    private static let limit = AttemptCount.maximum

    /// Ada asks again and again for what there is not.
    private func hammer(_ world: AccessWorld, times: Int) -> [Answer?] {
        (0..<times).map { world.ask("x\($0)", set: "NoSuchSet") }
    }

    private func records(_ world: AccessWorld, _ status: String = "DENIED") -> [AuditRecord] {
        world.ledger.audit.values.joined().filter { $0.attributes["status"] == .string(status) }
    }

    @Test("So many in an hour are on record, then one that says that there are more, and an alert")
    func bound() throws {
        let world = Approvals.world()
        let answers = hammer(world, times: Self.limit + 20)
        #expect(answers.prefix(Self.limit).allSatisfy { $0?.code == "permission_set_not_found" })
        #expect(answers.dropFirst(Self.limit).allSatisfy { $0?.code == "too_many_attempts" && $0?.statusCode == 429 })
        let denied = records(world)
        #expect(denied.count == Self.limit + 1)
        #expect(denied.count { $0.attributes["reason"] == "too_many_attempts" } == 1)
        #expect(world.alerts.sent.map(\.subject) == ["Hourglass: too many refused attempts"])
        #expect(world.invariantViolations() == [])
    }

    @Test("Whoever hammers can neither ask nor decide until the hour is over, but end access")
    func shutOut() throws {
        let world = Approvals.world()
        world.ask("held", set: "ReadOnlyAccess")
        world.ask("waiting")
        _ = hammer(world, times: Self.limit)
        #expect(world.ask("r1")?.code == "too_many_attempts")
        // Another container knows nothing yet.
        world.deploy(world.policy, world.rules)
        #expect(world.ask("r1")?.code == "too_many_attempts")
        #expect(world.ask("r2", set: "ReadOnlyAccess")?.code == "too_many_attempts")
        #expect(world.ledger.request(try id("r1")) == nil)
        #expect(world.ledger.request(try id("r2")) == nil)
        #expect(world.say(Approvals.ada, #""action":"list","view":"mine""#)?.statusCode == 200)
        #expect(world.say(Approvals.ada, #""action":"cancel","request_id":"waiting""#)?.statusCode == 200)
        var call = FunctionCall.revoke(#"{"requester":"ada@example.com","action":"revoke","request_id":"held"}"#)
        call.channel = .integration("portal")
        #expect(world.perform(call)?.statusCode == 200)
        #expect(!world.hasAccess)
        world.advance(by: .seconds(3600))
        #expect(world.ask("r1")?.statusCode == 202)
        #expect(world.invariantViolations() == [])
    }

    @Test("Ending access is refused as before, but not on record without end")
    func refusedEnds() {
        let world = Approvals.world()
        var call = FunctionCall.revoke(#"{"requester":"ada@example.com","action":"revoke","request_id":"none"}"#)
        call.channel = .integration("portal")
        let answers = (0..<Self.limit + 10).map { _ in world.perform(call) }
        #expect(answers.prefix(Self.limit).allSatisfy { $0?.code == "request_not_found" })
        #expect(answers.last??.code == "too_many_attempts")
        #expect(records(world).count == Self.limit + 1)
    }

    @Test("One fewer shuts nobody out, and a deed that works is not counted")
    func justBelow() {
        let world = Approvals.world()
        _ = hammer(world, times: Self.limit - 1)
        #expect(world.ask("r1")?.statusCode == 202)
        #expect(world.ledger.attempts == ["person:\(Example.userID)/integration:portal": Self.limit - 1])
    }

    @Test("An approver who hammers decides nothing")
    func approver() {
        let world = Approvals.world()
        world.ask("r1")
        for _ in 0..<Self.limit {
            world.say(
                Approvals.alan,
                #""action":"approve","request_id":"r1","digest":"\#(String(repeating: "0", count: 64))""#
            )
        }
        world.deploy(world.policy, world.rules)
        #expect(world.decide(Approvals.alan, "approve", "r1")?.code == "too_many_attempts")
        #expect(world.decide(Approvals.grace, "approve", "r1")?.statusCode == 202)
    }

    @Test(
        "What an integration is refused in somebody's name neither blocks nor silences them where they sign themselves"
    )
    func inTheirName() throws {
        let world = Approvals.world()
        world.ask("r1")
        _ = hammer(world, times: Self.limit + 10)
        #expect(world.ask("r2")?.code == "too_many_attempts")
        let digest = try #require(world.ledger.request(id("r1"))?.digest)
        for _ in 0..<Self.limit + 10 {
            world.say(
                Approvals.alan,
                #""action":"approve","request_id":"r1","digest":"\#(String(repeating: "0", count: 64))""#
            )
        }
        #expect(world.decide(Approvals.alan, "approve", "r1")?.code == "too_many_attempts")
        // Neither this container nor another holds it against them.
        for _ in 1...2 {
            let before = records(world).count
            #expect(world.sign("ada", #"{"action":"status","request_id":"none"}"#)?.code == "request_not_found")
            #expect(records(world).count == before + 1)
            world.deploy(world.policy, world.rules)
        }
        let wish =
            #"{"action":"request","request_id":"own","account_id":"111122223333","permission_set":"ReadOnlyAccess"}"#
        #expect(world.sign("ada", wish)?.statusCode == 200)
        let decision = #"{"action":"approve","request_id":"portal/r1","digest":"\#(digest)"}"#
        #expect(world.sign(Approvals.alan, decision)?.statusCode == 202)
        #expect(world.alerts.sent.allSatisfy { $0.message.contains("by way of integration:portal") })
        #expect(world.invariantViolations() == [])
    }

    @Test("What they are refused where they sign themselves leaves them what comes by an integration")
    func byThemselves() {
        let world = Approvals.world()
        for _ in 0..<Self.limit + 10 { world.sign("ada", #"{"action":"status","request_id":"none"}"#) }
        #expect(world.sign("ada", #"{"action":"status","request_id":"none"}"#)?.code == "too_many_attempts")
        #expect(world.ask("r1")?.statusCode == 202)
    }

    @Test("What an integration is refused for people whom it does not know shuts out nobody else")
    func integration() {
        let world = Approvals.world()
        for number in 0..<Self.limit + 10 {
            world.say("nobody\(number)@example.com", #""action":"list","view":"mine""#)
        }
        #expect(records(world).count == Self.limit + 10)
        #expect(world.ask("r1")?.statusCode == 202)
    }

    @Test("An outage is on record as often, and shuts out nobody")
    func outage() {
        let world = Approvals.world()
        let trouble = FaultPlan.on(.account, .fails(DirectoryError.Kind.unavailable))
        world.faults = trouble
        let answers = hammer(world, times: Self.limit + 10)
        #expect(answers.allSatisfy { $0?.code == "directory_unavailable" })
        #expect(records(world, "ERROR").count == Self.limit + 1)
        #expect(world.alerts.sent.isEmpty)
        world.faults = .none
        #expect(world.ask("r1")?.statusCode == 202)
    }

    @Test("Many at the same moment are counted all the same", arguments: UInt64(1)...10)
    func together(seed: UInt64) {
        let world = Approvals.world(seed: seed)
        _ = hammer(world, times: Self.limit - 3)
        let call = world.portal(Approvals.ada, #""action":"status","request_id":"none""#)
        _ = world.together(Array(repeating: call, count: 8))
        #expect(records(world).count == Self.limit + 1)
    }
}

@Suite("Refused attempts of callers that nobody knows")
struct UnknownCallerTests {
    private func call(_ world: AccessWorld, _ number: Int) -> Answer? {
        var call = FunctionCall.grant(#"{"action":"list"}"#)
        // Each calls itself otherwise.
        call.channel = .integration("nobody\(number)")
        return world.perform(call)
    }

    private func records(_ world: AccessWorld) -> [AuditRecord] {
        world.ledger.audit.values.joined().filter { $0.attributes["reason"] == "unidentified_actor" }
    }

    @Test("The first of an hour are on record whole, then one in a hundred, which says how many were left out")
    func sample() throws {
        let world = Approvals.world(seed: 7)
        let answers = (1...2_000).map { call(world, $0) }
        #expect(answers.allSatisfy { $0?.code == "unidentified_actor" })
        let recorded = records(world)
        let sampled = recorded.count - AttemptCount.maximumOfUnknown
        #expect((5...50).contains(sampled))
        // The first one after the hour tells of the rest.
        world.advance(by: .seconds(3600))
        #expect(call(world, 0)?.code == "unidentified_actor")
        let leftOut = records(world).compactMap { record -> Int64? in
            if case .integer(let count)? = record.attributes["left_out"] { count } else { nil }
        }
        #expect(Int(leftOut.reduce(0, +)) + records(world).count == 2_001)
        #expect(world.metrics.all.count { $0 == .denied(.unidentifiedActor) } == 2_001)
    }

    @Test("They share one number, and nothing is written of one that is left out")
    func oneItem() {
        let world = Approvals.world()
        for number in 1...50 { _ = call(world, number) }
        #expect(world.ledger.attempts == ["unidentified": AttemptCount.maximumOfUnknown])
        let before = world.calls.count(.commit)
        for number in 51...100 { _ = call(world, number) }
        #expect(world.calls.count(.commit) == before)
        // Another container finds the number where it is.
        world.deploy(world.policy, world.rules)
        for number in 101...150 { _ = call(world, number) }
        #expect(records(world).count == AttemptCount.maximumOfUnknown)
    }
}
