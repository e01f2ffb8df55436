// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A fence that no lease has left shuts nobody out")
struct FenceWitnessTests {
    /// An order over the example binding, as somebody who writes to the table can make it.
    private func order(
        _ requests: [String],
        user: String = Example.userID,
        set: PermissionSet = Example.permissionSet,
        endedAt: Timestamp,
        state: Fence.State = .wanted
    ) throws -> FenceOrder {
        FenceOrder(
            permissionSetARN: set.arn,
            permissionSet: set.name,
            fence: Fence(
                userID: user,
                accountID: Example.binding.accountID,
                userEmail: nil,
                requestIDs: try requests.map { try id($0) },
                endedAt: Timestamp(seconds: endedAt.seconds),
                sessionSeconds: FenceWorld.sessionSeconds,
                state: state
            ),
            dueAt: Timestamp(seconds: endedAt.seconds)
        )
    }

    private func expectNothing(
        _ world: AccessWorld,
        _ session: Timestamp,
        _ location: SourceLocation = #_sourceLocation
    ) {
        world.sweep()
        #expect(!world.isShutOut(session), sourceLocation: location)
        #expect(world.inlinePolicy == nil, sourceLocation: location)
        #expect(world.ledger.fenceOrders.isEmpty, sourceLocation: location)
        #expect(world.hasAlerted("no audit trail bears out the fence"), sourceLocation: location)
    }

    @Test(
        "An order of standing access that names no request, one that is not there, or another's",
        arguments: [[], ["direct/r9"], ["direct/r2"]]
    )
    func standing(requests: [String]) throws {
        let world = FenceWorld.make()
        world.identityCenter.set(Example.binding, .hand)
        world.identityCenter.addUser("grace@example.com", id: "grace-id")
        world.grant(Example.event("r2", "1m", user: "grace@example.com"))
        world.advance(by: .seconds(70))
        world.sweep()
        let session = world.now
        world.advance(by: .seconds(60))
        world.ledger.put(try order(requests, endedAt: world.now))
        let before = try world.events("r2")
        // Its own fence stands.
        world.sweep()
        #expect(!world.isShutOut(session))
        #expect(world.ledger.fenceOrders.isEmpty)
        #expect(world.hasAlerted("no audit trail bears out the fence"))
        #expect(try world.events("r2") == before)
    }

    @Test("An order of a lease that goes on")
    func lent() throws {
        let world = FenceWorld.make()
        world.grant(Example.event("r1", "1h"))
        let session = world.now
        world.advance(by: .seconds(60))
        world.ledger.put(try order(["direct/r1"], endedAt: world.now))
        expectNothing(world, session)
    }

    @Test("An order of a moment that has not come")
    func future() throws {
        let world = FenceWorld.make()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.sweep()
        world.grant(Example.event("r2", "1h"))
        world.advance(by: .seconds(5))
        let session = world.now
        world.ledger.put(try order(["direct/r1"], endedAt: world.now + .seconds(365 * 86_400)))
        world.advance(by: .seconds(60))
        world.sweep()
        #expect(!world.isShutOut(session))
    }

    @Test("An order of a lease that has ended, moved to a moment after its removal")
    func later() throws {
        let world = FenceWorld.make()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.sweep()
        world.advance(by: .seconds(5))
        world.grant(Example.event("r2", "1h"))
        world.advance(by: .seconds(5))
        let session = world.now
        world.advance(by: .seconds(60))
        world.ledger.put(try order(["direct/r1"], endedAt: world.now))
        world.sweep()
        #expect(!world.isShutOut(session))
    }

    @Test("An order of the same lease for another permission set")
    func anotherSet() throws {
        let world = FenceWorld.make()
        world.identityCenter.manage(Example.readOnly, sessionSeconds: FenceWorld.sessionSeconds)
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.sweep()
        let readOnly = Binding(
            userID: Example.userID,
            accountID: Example.binding.accountID,
            permissionSetARN: Example.readOnly.arn
        )
        world.identityCenter.set(readOnly, .hand)
        let session = world.now
        world.advance(by: .seconds(5))
        world.ledger.put(try order(["direct/r1"], set: Example.readOnly, endedAt: world.now))
        world.sweep()
        #expect(!world.isShutOut(session, readOnly))
        #expect(world.identityCenter.policy(of: Example.readOnly) == nil)
    }

    @Test("What an order names is not written into the trail of a request that waits")
    func pending() throws {
        let world = Approvals.world()
        world.ask("r1")
        let waiting = try #require(world.ledger.requests.first).id
        let before = world.ledger.audit(of: waiting).count
        world.ledger.put(try order([waiting.description], endedAt: world.now))
        world.sweep()
        #expect(world.ledger.audit(of: waiting).count == before)
        world.decide(Approvals.alan, "approve", "r1")
        #expect(world.decide(Approvals.grace, "approve", "r1")?.statusCode == 200)
    }

    @Test(
        "A fence that was written into the record itself, built or not",
        arguments: [Fence.State.wanted, .leftOut, .standing(since: Timestamp(seconds: 1))]
    )
    func inTheRecord(state: Fence.State) throws {
        let world = FenceWorld.make()
        world.identityCenter.set(Example.binding, .hand)
        let session = world.now
        world.advance(by: .seconds(60))
        let fence = try order(["direct/r9"], endedAt: world.now, state: state).fence
        world.ledger.put(
            FenceRecord(
                permissionSetARN: Example.permissionSet.arn,
                permissionSet: nil,
                fences: [fence],
                nextTryAt: world.now,
                version: 1
            )
        )
        expectNothing(world, session)
    }

    @Test("One without requests that the policy does not have is not put there")
    func withoutRequests() throws {
        let world = FenceWorld.make()
        world.identityCenter.set(Example.binding, .hand)
        let session = world.now
        world.advance(by: .seconds(60))
        let fence = try order([], endedAt: world.now, state: .standing(since: world.now)).fence
        world.ledger.put(
            FenceRecord(
                permissionSetARN: Example.permissionSet.arn,
                permissionSet: nil,
                fences: [fence],
                nextTryAt: world.now,
                version: 1
            )
        )
        expectNothing(world, session)
    }

    @Test("One that was moved long before the removal shuts out whom it should")
    func earlier() throws {
        let world = FenceWorld.make()
        world.grant(Example.event("r1", "1h"))
        world.advance(by: .seconds(3000))
        let session = world.now
        world.advance(by: .seconds(700))
        world.sweep()
        #expect(world.isShutOut(session))
        var record = try #require(world.ledger.fences(of: Example.permissionSet.arn))
        record.fences[0].endedAt = Timestamp(seconds: world.now.seconds - 3600)
        record.nextTryAt = world.now
        world.ledger.put(record)
        world.sweep()
        #expect(world.isShutOut(session))
    }

    @Test("A record that cannot be understood is begun anew: what stands goes on standing, and what comes is built")
    func unreadable() throws {
        let world = FenceWorld.make()
        world.identityCenter.addUser("grace@example.com", id: "grace-id")
        world.grant(Example.event("r1", "1m"))
        let session = world.now
        world.advance(by: .seconds(70))
        world.sweep()
        #expect(world.isShutOut(session))
        world.ledger.spoilFences(of: Example.permissionSet.arn)
        world.grant(Example.event("r2", "1m", user: "grace@example.com"))
        let other = world.now
        world.advance(by: .seconds(70))
        world.sweep()
        #expect(world.isShutOut(session))
        #expect(world.isShutOut(other, Example.binding(user: "grace-id", account: Example.accountText)))
        #expect(world.hasAlerted("was begun anew from its policy"))
        // Nobody knows how long the sessions of before may last, so it stands for the longest.
        world.liveUntil(world.now + .seconds(Fence.longestSession + 3600))
        #expect(world.inlinePolicy == nil)
        #expect(world.ledger.fences(of: Example.permissionSet.arn) == nil)
    }

    @Test("One that cannot be understood where nothing stands is removed")
    func unreadableAndEmpty() throws {
        let world = FenceWorld.make()
        world.identityCenter.set(Example.binding, .hand)
        let fence = try order(["direct/r9"], endedAt: world.now).fence
        world.ledger.put(
            FenceRecord(permissionSetARN: Example.permissionSet.arn, permissionSet: nil, fences: [fence], version: 1)
        )
        world.ledger.spoilFences(of: Example.permissionSet.arn)
        world.advance(by: .seconds(43_300 + 3600))
        world.sweep()
        #expect(world.ledger.fences(of: Example.permissionSet.arn) == nil)
    }
}

extension AccessWorld {
    fileprivate func hasAlerted(_ words: String) -> Bool { alerts.sent.contains { $0.message.contains(words) } }
}
