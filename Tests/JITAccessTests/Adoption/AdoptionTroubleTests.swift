// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Trouble with rows of the published sample")
struct AdoptionTroubleTests {
    @Test("A grant over a row that keeps changing waits, and says in the end that it could not")
    func keepsChanging() throws {
        let world = AccessWorld()
        world.latency = .zero
        world.publish(expiringAfter: .seconds(3600))
        let answer = world.perform(.grant(Example.event("r1"), faults: .on(.commit, .fails(.conflict))))
        // The refusal cannot be recorded either.
        #expect(answer?.statusCode == 500)
        #expect(world.calls.count(.commit) < 60)
    }

    @Test("An early revocation goes on when a sweep adopts the row at the same moment")
    func adoptedMeanwhile() throws {
        let world = AccessWorld()
        world.publish(expiringAfter: .seconds(3600))
        world.hooks.once(before: { $0.invocation == "early" && $0.operation == .commit }) { [world] _ in
            _ = await world.invoke(.sweep())
        }
        let event = #"{"action":"revoke","user_email":"ada@example.com","account_id":"111122223333"}"#
        let answer = world.perform(.revoke(event, id: "early"))
        #expect(answer?.statusCode == 200)
        #expect(answer?.text("message") == "Access revoked")
        #expect(!world.hasAccess)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A row that cannot be adopted does not keep the others from it")
    func oneRowFails() throws {
        let world = AccessWorld()
        for user in ["u1", "u2", "u3"] { world.publish(user: user, expiringAfter: .seconds(-60)) }
        let answer = world.perform(.sweep(faults: .on(.commit, .fails(), times: 1, skipping: 1)))
        #expect(answer?.number("revoked_count") == 2)
        #expect(answer?.number("error_count") == 1)
        #expect(world.alerts.sent.count == 1)
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A row that changes while it is adopted is looked for again by the next sweep")
    func changesMeanwhile() throws {
        let world = AccessWorld()
        world.publish(expiringAfter: .seconds(-60))
        world.hooks.once(before: { $0.operation == .commit }) { [world] _ in
            world.publish(expiringAfter: .seconds(30))
        }
        #expect(world.sweep()?.number("revoked_count") == 0)
        world.advance(by: .seconds(60))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Many rows do not use up the time of what is due")
    func manyRows() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(120))
        for number in 0..<100 { world.publish(user: "user-\(number)", expiringAfter: .seconds(86_400)) }
        world.latency = .milliseconds(500)
        let answer = world.perform(.sweep(timeLimit: .seconds(60)))
        #expect(answer?.number("revoked_count") == 1)
        while world.ledger.bindings.contains(where: { if case .published = $0 { true } else { false } }) {
            #expect(world.perform(.sweep(timeLimit: .seconds(60))) != nil)
        }
        #expect(world.invariantViolations() == [])
    }
}
