// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

/// One item that somebody has changed past the functions.
struct Edit: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let make: @Sendable (AccessWorld) throws -> Void

    init(_ name: String, _ make: @escaping @Sendable (AccessWorld) throws -> Void) {
        testDescription = name
        self.make = make
    }

    static func binding(_ name: String, _ change: @escaping @Sendable (inout BindingRecord) throws -> Void) -> Edit {
        Edit(name) { world in
            let before = try #require(world.ledger.record(Example.binding))
            var record = before
            try change(&record)
            try #require(record != before, "The edit changes nothing.")
            world.ledger.put(record)
        }
    }

    static func request(_ name: String, _ change: @escaping @Sendable (inout RequestLease) -> Void) -> Edit {
        Edit(name) { world in
            var request = try #require(world.ledger.request(try id("direct/r1")))
            var lease = try #require(request.lease)
            let before = lease
            change(&lease)
            try #require(lease != before, "The edit changes nothing.")
            request.state = .leased(lease)
            world.ledger.put(request)
        }
    }

    static let years = Duration.seconds(5 * 366 * 86_400)
}

@Suite("No single item that was changed past the functions keeps access, cuts it short, or takes standing access away")
struct EditedLeaseTests {
    static let keeping: [Edit] = [
        .binding("a later end") { record in
            let (lease, end) = (try id("direct/r1"), record.expiresAt + Edit.years)
            record.leases[lease]?.expiresAt = end
        },
        .binding("standing") { $0.isStanding = true },
        .binding("a claim for years") { record in
            let until = record.expiresAt + Edit.years
            record.revocation = .init(claim: .init(owner: "x", until: until), failedAttempts: 0, nextTryAt: until)
        },
        .binding("a next try in years") { record in
            record.revocation = .init(claim: nil, failedAttempts: 1, nextTryAt: record.expiresAt + Edit.years)
        },
        .binding("over, with a next try as late as any") { record in
            let (lease, end) = (try id("direct/r1"), LeaseEnd(.revoked, at: record.createdAt))
            let next = record.expiresAt + .seconds(3500)
            record.leases[lease]?.state = .ended(end)
            record.revocation = .init(claim: nil, failedAttempts: 1, nextTryAt: next)
        },
        .binding("over, with a claim for as long as any lasts") { record in
            let (lease, end) = (try id("direct/r1"), LeaseEnd(.revoked, at: record.createdAt))
            let until = record.expiresAt + .seconds(900)
            record.leases[lease]?.state = .ended(end)
            record.revocation = .init(claim: .init(owner: "x", until: until), failedAttempts: 0, nextTryAt: until)
        },
        .binding("a claim for as long as any lasts") { record in
            let until = record.expiresAt + .seconds(900)
            record.revocation = .init(claim: .init(owner: "x", until: until), failedAttempts: 0, nextTryAt: until)
        },
        .binding("a next try as late as any") { record in
            record.revocation = .init(claim: nil, failedAttempts: 9, nextTryAt: record.expiresAt + .seconds(3500))
        },
        .binding("granting for as long as any grant") { record in
            let (lease, end) = (try id("direct/r1"), record.expiresAt + .seconds(900))
            record.leases[lease]?.state = .granting(.init(recoverAt: end))
        },
        .binding("granting for years") { record in
            let (lease, end) = (try id("direct/r1"), record.expiresAt + Edit.years)
            record.leases[lease]?.state = .granting(.init(recoverAt: end))
        },
        .binding("another lease for years") { record in
            let state = Lease(state: .active, durationSeconds: 300, expiresAt: record.expiresAt + Edit.years)
            record.leases[try id("nobody")] = state
        },
        .binding("only another lease for years") { record in
            let state = Lease(state: .active, durationSeconds: 300, expiresAt: record.expiresAt + Edit.years)
            record.leases = [try id("nobody"): state]
        },
        .request("a later end of the request") { $0.expiresAt = $0.expiresAt + Edit.years },
        .request("a request that is over") { $0.status = .expired },
        .request("a request over standing access") { $0.isStanding = true },
        Edit("a request that is deleted") { $0.ledger.removeRequest(try id("direct/r1")) },
        Edit("a request out of the index") { $0.ledger.setLeaseDue(try id("direct/r1"), nil) },
        Edit("the sweep's lease for years") { $0.ledger.takeSweepLease(until: $0.now + Edit.years) },
        Edit("a removal that is remembered for years") { world in
            let moment = world.now + Edit.years
            world.ledger.put(EndedBinding(binding: Example.binding, endedAt: moment, dueAt: moment))
        },
        Edit("no binding") { $0.ledger.removeBinding(Example.binding) },
    ]

    /// Somebody with a lease of five minutes that was edited.
    ///
    /// - Parameter origin: where they have the same access from besides.
    private func world(beside origin: AssignmentOrigin? = nil, _ edit: Edit) throws -> AccessWorld {
        let world = AccessWorld()
        world.sweep()
        if let origin { world.identityCenter.set(Example.binding, origin) }
        world.grant(Example.event("r1", "5m"))
        try edit.make(world)
        return world
    }

    @Test("It ends a minute late at most", arguments: keeping)
    func keeps(edit: Edit) throws {
        let world = try world(edit)
        world.liveUntil(world.now + .seconds(425))
        #expect(!world.hasAccess, "\(edit.testDescription)")
        #expect(world.ledger.stored(Example.binding) == .absent)
    }

    @Test("Nor does it, while the trails cannot be read: nothing is decided before they can", arguments: keeping)
    func keepsThroughTrouble(edit: Edit) throws {
        let world = try world(edit)
        world.faults = .on(.leaseTrail, .fails())
        world.liveUntil(world.now + .seconds(425))
        world.faults = .none
        world.liveUntil(world.now + .seconds(130))
        #expect(!world.hasAccess, "\(edit.testDescription)")
        #expect(world.ledger.stored(Example.binding) == .absent)
    }

    static let told: [Edit] = keeping.filter {
        !$0.testDescription.contains("index") && !$0.testDescription.contains("sweep")
            && !$0.testDescription.contains("remembered")
    }

    @Test("And somebody is told, once", arguments: told)
    func tells(edit: Edit) throws {
        let world = try world(edit)
        world.liveUntil(world.now + .seconds(1200))
        #expect(world.alerts.sent.count { $0.subject.contains("deleted or changed") } == 1, "\(world.alerts.sent)")
    }

    static let ending: [Edit] = [
        .binding("an earlier end of the binding") { record in
            let (lease, end) = (try id("direct/r1"), record.expiresAt - .seconds(240))
            record.leases[lease]?.expiresAt = end
        },
        .binding("an end") { record in
            let (lease, end) = (try id("direct/r1"), LeaseEnd(.revoked, at: record.createdAt))
            record.leases[lease]?.state = .ended(end)
        },
        .request("an earlier end of the request") { $0.expiresAt = $0.expiresAt - .seconds(240) },
    ]

    @Test("What says that it is over earlier does not cut it short while the trails cannot be read", arguments: ending)
    func earlyInTrouble(edit: Edit) throws {
        let world = try world(edit)
        world.faults = .on(.leaseTrail, .fails())
        world.liveUntil(world.now + .seconds(290))
        #expect(world.hasAccess)
        world.faults = .none
        world.liveUntil(world.now + .seconds(190))
        #expect(!world.hasAccess)
        #expect(world.leftovers() == [])
    }

    @Test("What says that it is over earlier does not cut it short", arguments: ending)
    func early(edit: Edit) throws {
        let world = try world(edit)
        world.liveUntil(world.now + .seconds(290))
        #expect(world.hasAccess)
        #expect(world.alerts.sent.count == 1)
        world.liveUntil(world.now + .seconds(130))
        #expect(!world.hasAccess)
        #expect(world.leftovers() == [])
    }

    /// Somebody has the access anyway, and a lease beside it.
    static let overStanding: [Edit] = [
        .binding("a binding that says it is ours") { $0.isStanding = false },
        .request("a request that says it is ours") { $0.isStanding = false },
        .binding("a failed lease") { record in
            let lease = try id("direct/r1")
            record.isStanding = false
            let end = LeaseEnd(.failed, at: record.createdAt)
            record.leases[lease]?.state = .ended(end)
        },
        Edit("no binding") { $0.ledger.removeBinding(Example.binding) },
    ]

    @Test("Standing access stays", arguments: overStanding)
    func standing(edit: Edit) throws {
        let world = try world(beside: .hand, edit)
        world.liveUntil(world.now + .seconds(600))
        #expect(world.hasAccess)
        #expect(world.alerts.sent.count == 1, "\(world.alerts.sent)")
        world.liveUntil(world.now + .seconds(3 * 3600))
        #expect(world.hasAccess)
    }

    @Test("Standing access stays while the trails cannot be read, too", arguments: overStanding)
    func standingInTrouble(edit: Edit) throws {
        let world = try world(beside: .hand, edit)
        world.faults = .on(.leaseTrail, .fails())
        world.liveUntil(world.now + .seconds(600))
        #expect(world.hasAccess)
        world.faults = .none
        world.liveUntil(world.now + .seconds(3 * 3600))
        #expect(world.hasAccess)
    }

    @Test("Access that has become ours beside a lease over standing access ends all the same")
    func becameOurs() throws {
        let world = AccessWorld()
        world.identityCenter.set(Example.binding, .hand)
        world.grant(Example.event("r1", "20m"))
        world.identityCenter.set(Example.binding, nil)
        world.grant(Example.event("r2", "5m"))
        #expect(world.ledger.request(try id("direct/r1"))?.lease?.isStanding == false)
        world.liveUntil(world.now + .seconds(1300))
        #expect(!world.hasAccess)
        #expect(world.alerts.sent.isEmpty)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }
}

@Suite("A binding or a request that was invented ends nobody's access")
struct ForgedLeaseTests {
    private func forged(_ lease: RequestID, isAdopted: Bool = false, at now: Timestamp) -> BindingRecord {
        BindingRecord(
            binding: Example.binding,
            userEmail: Example.userEmail,
            permissionSet: "AdministratorAccess",
            createdAt: now,
            leases: [lease: Lease(state: .active, durationSeconds: 60, expiresAt: now, isAdopted: isAdopted)],
            version: 7
        )
    }

    /// Whether the access is there after some sweeps, and how often somebody was told in an hour.
    private func expectLeft(_ world: AccessWorld) {
        world.liveUntil(world.now + .seconds(1800))
        #expect(world.hasAccess)
        #expect(world.alerts.sent.count { $0.subject.contains("deleted or changed") } == 1)
        #expect(world.calls.count(.remove) == 0)
    }

    @Test("A lease that nobody has granted, as any kind of lease", arguments: [false, true])
    func invented(isAdopted: Bool) throws {
        let world = AccessWorld()
        world.sweep()
        world.identityCenter.set(Example.binding, .hand)
        world.ledger.put(forged(try id("nobody"), isAdopted: isAdopted, at: world.now))
        expectLeft(world)
    }

    @Test("A lease of somebody else's, which goes on undisturbed")
    func others() throws {
        let world = AccessWorld()
        world.sweep()
        world.identityCenter.set(Example.binding, .hand)
        world.grant(Example.event("r1", "4h", user: "alan@example.com"))
        world.ledger.put(forged(try id("direct/r1"), at: world.now))
        expectLeft(world)
        #expect(try world.status("r1") == .active)
        #expect(try !world.events("r1").contains("REVOKE STARTED"))
    }

    @Test("A lease that has ended long ago, in a binding or in its request", arguments: [false, true])
    func ended(inRequest: Bool) throws {
        let world = AccessWorld()
        world.sweep()
        world.grant(Example.event("r1", "1m"))
        world.liveUntil(world.now + .seconds(1200))
        #expect(!world.hasAccess)
        world.calls.clear()
        world.identityCenter.set(Example.binding, .hand)
        if inRequest {
            var request = try #require(world.ledger.request(try id("direct/r1")))
            request.state = .leased(RequestLease(status: .active, expiresAt: world.now, isStanding: false))
            world.ledger.put(request)
        } else {
            world.ledger.put(forged(try id("direct/r1"), at: world.now))
        }
        expectLeft(world)
    }

    @Test("It does not keep a lease beside it from its end")
    func beside() throws {
        let world = AccessWorld()
        world.sweep()
        world.grant(Example.event("r1", "5m"))
        var request = try #require(world.ledger.request(try id("direct/r1")))
        let other = try #require(RequestID("direct/r2"))
        // A whole request that lends the same access for years, and that nobody has made.
        request = RequestRecord(
            request: AccessRequest(
                id: other,
                userEmail: request.request.userEmail,
                accountID: request.request.accountID,
                permissionSet: request.request.permissionSet,
                duration: request.request.duration
            ),
            digest: request.digest,
            requestedBy: request.requestedBy,
            path: request.path,
            userID: request.userID,
            permissionSetARN: request.permissionSetARN,
            createdAt: request.createdAt,
            policy: request.policy,
            state: .leased(RequestLease(status: .active, expiresAt: world.now + Edit.years, isStanding: false))
        )
        world.ledger.put(request)
        world.ledger.removeBinding(Example.binding)
        world.liveUntil(world.now + .seconds(425))
        #expect(!world.hasAccess)
    }
}

@Suite("Access whose record is lost is never answered as standing")
struct LostGrantTests {
    @Test("A grant is refused until the next sweep has restored it")
    func missing() throws {
        let world = AccessWorld()
        world.sweep()
        world.grant(Example.event("r1", "4h"))
        world.ledger.removeBinding(Example.binding)
        let answer = world.grant(Example.event("r2", "5m"))
        #expect(answer?.code == "lease_record_lost")
        #expect(answer?.statusCode == 503)
        #expect(world.alerts.sent.count == 1)
        world.advance(by: .seconds(60))
        world.sweep()
        #expect(world.ledger.record(Example.binding)?.isStanding == false)
        let again = world.grant(Example.event("r3", "5m"))
        #expect(again?.statusCode == 200)
        #expect(again?.body["standing"] == false)
        world.liveUntil(world.now + .seconds(5 * 3600))
        #expect(!world.hasAccess)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Nor over a binding that nobody has been granted anything on, which would be taken away afterwards")
    func invented() throws {
        let world = AccessWorld()
        world.sweep()
        world.identityCenter.set(Example.binding, .hand)
        world.ledger.put(
            BindingRecord(
                binding: Example.binding,
                userEmail: nil,
                permissionSet: nil,
                createdAt: world.now,
                leases: [try id("x"): Lease(state: .active, durationSeconds: 60, expiresAt: world.now + .seconds(900))],
                version: 7
            )
        )
        #expect(world.grant(Example.event("r1", "5m"))?.code == "lease_record_lost")
        #expect(world.alerts.sent.count == 1)
    }

    @Test("Standing access is standing beside a removal that is yet to come, and found by a reconcile")
    func remembered() throws {
        let world = AccessWorld()
        world.identityCenter.set(Example.binding, .hand)
        let moment = world.now + Edit.years
        world.ledger.put(EndedBinding(binding: Example.binding, endedAt: moment, dueAt: moment))
        world.perform(.revoke(#"{"action":"reconcile"}"#))
        #expect(world.ledger.reconcile?.findings.map(\.kind) == [.foreign])
        #expect(world.grant(Example.event("r1", "5m"))?.body["standing"] == true)
        world.liveUntil(world.now + .seconds(600))
        #expect(world.hasAccess)
    }

    @Test("A lost binding is not foreign, so that nobody quarantines it")
    func quarantine() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "4h"))
        world.advance(by: .seconds(1200))
        world.ledger.removeBinding(Example.binding)
        world.allowQuarantine(of: nil)
        world.perform(.revoke(#"{"action":"reconcile","mode":"apply","quarantine":true}"#))
        #expect(world.hasAccess)
        #expect(world.ledger.reconcile?.findings == [])
    }
}
