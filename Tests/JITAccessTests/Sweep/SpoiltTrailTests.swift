// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("A trail that cannot be continued")
struct SpoiltTrailTests {
    /// What somebody does to the audit table before or while access ends.
    struct Spoiling: CustomTestStringConvertible {
        let testDescription: String
        let isFull: Bool
        let act: @Sendable (AccessWorld) -> Void

        init(_ description: String, isFull: Bool = false, _ act: @escaping @Sendable (AccessWorld) -> Void) {
            testDescription = description
            self.isFull = isFull
            self.act = act
        }
    }

    static let spoilings = [
        Spoiling("whose last record was changed") { $0.spoilTrails() },
        Spoiling("that somebody writes into before each of our records") { $0.fillTrails(true) },
        Spoiling("that was changed and is written into as well") { world in
            world.spoilTrails()
            world.fillTrails(true)
        },
    ]

    private func successors(_ id: String, _ world: AccessWorld) throws -> [[AuditRecord]] {
        world.ledger.audit.filter { $0.key.predecessor?.given == id }.sorted { $0.key < $1.key }.map(\.value)
    }

    @Test("keeps no access open: the end is recorded in a successor, and one alert names it", arguments: spoilings)
    func ends(spoiling: Spoiling) throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.grant(Example.event("r2", "1m", user: "alan@example.com"))
        spoiling.act(world)
        world.advance(by: .seconds(70))
        let began = world.now
        #expect(world.sweep()?.number("revoked_count") == 2)
        // Whoever fills trails takes no more than a share of the sweep's time.
        #expect(world.now - began < .seconds(15))
        #expect(!world.hasAccess)
        for name in ["r1", "r2"] {
            #expect(try world.status(name) == .expired)
            let chains = try successors(name, world)
            #expect(!chains.isEmpty)
            for chain in chains {
                #expect(AuditTrail.problems(of: chain) == [])
                #expect(chain.first?.attributes["about"] == .string("direct/\(name)"))
                #expect(chain.first?.attributes["continues_because"] != nil)
            }
            let events = chains.flatMap { AuditTrail.events(of: $0) }.filter { $0.hasPrefix("REVOKE") }
            #expect(events.sorted() == ["REVOKE STARTED", "REVOKE SUCCESS"])
            #expect(!(try world.events(name)).contains("REVOKE SUCCESS"))
        }
        let alerts = world.alerts.sent.filter { $0.subject.contains("audit trails could not be continued") }
        #expect(alerts.count == 1)
        #expect(alerts.first?.message.contains("direct/r1 goes on in successor:/direct/r1/") == true)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("is left where it was, and where it ended then is under the hash of the successor")
    func point() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.fillTrails(true)
        world.advance(by: .seconds(70))
        world.sweep()
        let first = try #require(try successors("r1", world).first?.first)
        guard case .integer(let sequence)? = first.attributes["continues_sequence"] else {
            Issue.record("It does not say where the trail ended: \(first.attributes)")
            return
        }
        let last = try #require(world.ledger.audit(of: id("r1")).first { $0.sequence == sequence })
        #expect(first.attributes["continues_hash"] == .string(last.hash))
    }

    @Test("does not stop an early revocation either", arguments: spoilings)
    func early(spoiling: Spoiling) throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1h"))
        spoiling.act(world)
        let answer = world.revoke(#"{"action":"revoke","request_id":"r1"}"#)
        #expect(answer?.number("revoked_count") == 1)
        #expect(!world.hasAccess)
        #expect(world.alerts.sent.count { $0.subject.contains("could not be continued") } == 1)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("leaves a trail alone that somebody wrote into once, and goes on in it")
    func once() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.growTrails()
        world.advance(by: .seconds(70))
        world.hooks.once(before: { $0.operation == .commit }) { [world] _ in world.growTrails() }
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(try successors("r1", world).isEmpty)
        #expect(try world.events("r1").last == "REVOKE SUCCESS")
        #expect(world.alerts.sent.isEmpty)
    }

    // What was changed behind an invocation that has just written it shows when it is read the next time.
    @Test("grants nothing: no grant goes on in another trail", arguments: spoilings.dropFirst())
    func grants(spoiling: Spoiling) throws {
        let world = AccessWorld()
        world.hooks.once(before: { $0.operation == .create }) { [world] _ in spoiling.act(world) }
        #expect(world.grant(Example.event("r1", "5m"))?.statusCode != 200)
        #expect(world.ledger.audit.keys.allSatisfy { $0.predecessor == nil })
        #expect(try world.ledger.request(id("r1"))?.lease?.status == .granting)
        // Nor does the sweep finish it, for as long as it would give access; afterwards it ends like any other.
        world.advance(by: .seconds(120))
        #expect(world.sweep()?.number("error_count") == 1)
        #expect(try world.ledger.request(id("r1"))?.lease?.status == .granting)
        world.advance(by: .seconds(200))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(!world.hasAccess)
        #expect(try !successors("r1", world).isEmpty)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("of one lease does not touch the trail of another that ends with it")
    func beside() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.spoilTrails()
        world.grant(Example.event("r2", "1m"))
        world.advance(by: .seconds(70))
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(try !successors("r1", world).isEmpty)
        #expect(try successors("r2", world).isEmpty)
        #expect(try world.events("r2").last == "REVOKE SUCCESS")
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("and fills every trail of a hundred leases leaves the sweep the time for all of them")
    func many() throws {
        let world = AccessWorld()
        world.latency = .zero
        world.identityCenter.operationCourse = OperationCourse(time: .zero)
        for number in 0..<100 {
            world.identityCenter.addUser("u\(number)@example.com", id: "u\(number)")
            world.grant(Example.event("r\(number)", "5m", user: "u\(number)@example.com"))
        }
        world.fillTrails(true)
        world.advance(by: .seconds(310))
        world.latency = .milliseconds(10)
        world.identityCenter.operationCourse = OperationCourse(time: .milliseconds(500))
        #expect(world.sweep()?.number("revoked_count") == 100)
        #expect(
            world.alerts.sent.count { $0.subject.contains("100 audit trails") || $0.subject.contains("audit trails") }
                == 1
        )
        #expect(world.leftovers() == [])
    }

    @Test("An end beside which others have spoilt what is recorded with it ends all the same")
    func besides() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        // Grant's role can remember a removal that has not been yet.
        world.ledger.put(
            EndedBinding(binding: Example.binding, requestIDs: [], endedAt: world.now + .seconds(86_400 * 365))
        )
        #expect(world.sweep()?.number("revoked_count") == 1)
        #expect(!world.hasAccess)
        #expect(world.ledger.stored(Example.binding) == .absent)
    }

    @Test("A binding that is changed each time its access is to be ended is an error of the sweep, not a silence")
    func changed() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        let answer = world.perform(.sweep(faults: .on(.commit, .fails(.conflict))))
        #expect(answer?.number("error_count") == 1)
        #expect(answer?.number("pending_count") == 0)
        #expect(world.alerts.sent.first?.message.contains("somebody has changed it each time") == true)
        #expect(world.sweep()?.number("revoked_count") == 1)
    }

    @Test("A name of a successor is read as what it was made of, and no other is taken for one")
    func names() throws {
        let own = try id("r1")
        let successor = RequestID(successorOf: own, by: "8476a536-e9f4-11e8", mark: "0-1f")
        #expect(successor.description == "successor:/r1/8476a536-e9f4-11e8.0-1f")
        #expect(successor.predecessor == own)
        #expect(RequestID(stored: successor.description) == successor)
        #expect(RequestID(successor.description) == nil)
        #expect(own.predecessor == nil)
        for other in [
            "successor:/", "successor:/r1", "successor:/r1/", "successor://a", "successor:/r 1/a",
            "successor:/successor:/r1/a/b", "attempt:/successor:/r1/a",
        ] {
            #expect(RequestID(stored: other) == nil, "\(other)")
        }
    }
}
