// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A removal that fails is tried again until it works, and is never dropped")
struct FailingRemovalTests {
    private func due() -> AccessWorld {
        let world = AccessWorld()
        // Only the first sweep of all looks for rows of the published sample at once.
        world.sweep()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        return world
    }

    @Test(
        "A failed operation, a refusal and a lost call are recorded, told, and tried again later",
        arguments: [0, 1, 2, 3]
    )
    func recorded(kind: Int) throws {
        let world = due()
        let plans: [FaultPlan] = [
            .none, .on(.remove, .fails(.refused)), .on(.remove, .fails(.unavailable)), .on(.remove, .answerLost),
        ]
        if kind == 0 { world.identityCenter.planRemovals(.fails("The account is closed.")) }
        let answer = world.perform(.sweep(faults: plans[kind]))
        #expect(answer?.statusCode == 200)
        #expect(answer?.text("message") == "Process completed. 0 permissions revoked, 1 errors")
        #expect(try world.events("r1").last == "REVOKE ERROR")
        #expect(world.alerts.sent.count == 1)
        #expect(world.alerts.sent.first?.message.contains("ada@example.com") == true)
        let revocation = try #require(world.ledger.record(Example.binding)?.revocation)
        #expect(revocation.failedAttempts == 1)
        #expect(revocation.claim == nil)
        #expect((15...31).contains((revocation.nextTryAt - world.now).components.seconds))
        #expect(world.invariantViolations() == [])
        world.advance(by: .seconds(40))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test(
        "Conflicts and throttling are waited out within the sweep",
        arguments: [DirectoryError.Kind.conflict, .throttled]
    )
    func waitedOut(kind: DirectoryError.Kind) throws {
        let world = due()
        let answer = world.perform(.sweep(faults: .on(.remove, .fails(kind), times: 5)))
        #expect(answer?.number("revoked_count") == 1)
        #expect(world.alerts.sent.isEmpty)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("The pauses grow up to an hour, and it is still tried after two days")
    func backOff() throws {
        let world = due()
        world.faults = .on(.remove, .fails(.refused))
        var pauses: [Int64] = []
        let end = world.now + .seconds(2 * 86_400)
        while world.now < end {
            let attempts = world.calls.count(.remove)
            world.sweep()
            let revocation = try #require(world.ledger.record(Example.binding)?.revocation)
            if world.calls.count(.remove) > attempts {
                pauses.append((revocation.nextTryAt - world.now).components.seconds)
                #expect(revocation.failedAttempts == pauses.count)
            }
            world.advance(by: max(.seconds(1), revocation.nextTryAt - world.now))
        }
        #expect(pauses.count > 50)
        #expect(zip(pauses, pauses.dropFirst()).prefix(6).allSatisfy { $0 < $1 })
        #expect(pauses.allSatisfy { $0 <= 3600 })
        #expect(pauses.suffix(10).allSatisfy { $0 >= 1790 })
        world.faults = .none
        world.advance(by: .seconds(3600))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Polls that fail say nothing about the removal")
    func lostPolls() throws {
        let world = due()
        #expect(world.perform(.sweep(faults: .on(.removal, .fails(), times: 3)))?.number("revoked_count") == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("All failures of a sweep are one alert, which shows twenty and counts the rest")
    func oneAlert() throws {
        let world = AccessWorld()
        for number in 0..<30 {
            world.identityCenter.addUser("u\(number)@example.com", id: "u\(number)")
            world.grant(Example.event("r\(number)", "5m", user: "u\(number)@example.com"))
        }
        world.advance(by: .seconds(400))
        let answer = world.perform(.sweep(faults: .on(.remove, .fails(.refused))))
        #expect(answer?.number("error_count") == 30)
        #expect(world.alerts.sent.count == 1)
        let message = try #require(world.alerts.sent.first?.message)
        #expect(message.split(separator: "\n").count { $0.hasPrefix("- u") } == 20)
        #expect(message.contains("and 10 more"))
        #expect(world.log.messages(.error).count == 30)
    }

    @Test("An alert that cannot be sent is logged, and the answer is the same")
    func alertFails() throws {
        let world = due()
        let plan = FaultPlan.on(.remove, .fails(.refused)).and(.on(.alert, .fails()))
        #expect(world.perform(.sweep(faults: plan))?.number("error_count") == 1)
        #expect(world.log.messages(.error).contains { $0.contains("could not be sent") })
    }

    @Test("While the ledger cannot be read, the sweep says so and changes nothing")
    func ledgerAway() throws {
        let world = due()
        let answer = try #require(world.perform(.sweep(faults: .on(.due, .fails()))))
        #expect(answer.statusCode == 500)
        #expect(answer.code == "ledger_unavailable")
        #expect(!answer.json.contains("does not answer"))
        #expect(world.alerts.sent.map(\.subject) == ["Hourglass: the sweep cannot run"])
        #expect(world.calls.count(.remove) == 0)
    }

    @Test("While the ledger cannot be written, nothing is removed")
    func ledgerReadOnly() throws {
        let world = due()
        let answer = world.perform(.sweep(faults: .on(.commit, .fails())))
        #expect(answer?.number("error_count") == 1)
        #expect(world.calls.count(.remove) == 0)
        #expect(world.hasAccess)
        #expect(world.alerts.sent.count == 1)
    }

    @Test("A removal that cannot be written down is found done by the next sweep")
    func unrecordedRemoval() throws {
        let world = due()
        world.perform(.sweep(timeLimit: .seconds(60), faults: .on(.commit, .fails(), skipping: 1)))
        #expect(!world.hasAccess)
        #expect(try world.status("r1") == .revoking)
        #expect(world.invariantViolations() == [])
        world.advance(by: .seconds(100))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }
}
