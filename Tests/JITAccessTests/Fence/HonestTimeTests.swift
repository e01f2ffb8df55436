// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("Answers and records say from when, until when, and until when at the very most")
struct HonestTimeTests {
    private func record(_ world: AccessWorld, _ action: String, _ status: String) throws -> [String: JSONValue] {
        let id = try #require(RequestID("r1"))
        let found = world.ledger.audit(of: id).last {
            $0.attributes["action"] == .string(action) && $0.attributes["status"] == .string(status)
        }
        return try #require(found, "\(action) \(status)").attributes
    }

    private func lease(_ world: AccessWorld) throws -> RequestLease {
        let id = try #require(RequestID("r1"))
        return try #require(world.ledger.request(id)?.lease)
    }

    private func world() -> AccessWorld {
        let world = FenceWorld.make()
        world.identityCenter.addPermissionSet(
            PermissionSet(name: Example.permissionSet.name, arn: Example.permissionSet.arn, sessionSeconds: 900)
        )
        return world
    }

    @Test("When it is granted: usable now, ends then, and open sessions a session's length later")
    func granted() throws {
        let world = world()
        let answer = try #require(world.grant(Example.event("r1", "10m")))
        let end = try #require(answer.number("expires_at"))
        #expect(answer.number("last_credential_at") == end + 900)
        #expect(answer.text("usable_from_utc") == Timestamp(seconds: end - 600).iso8601)
        let record = try record(world, "GRANT", "SUCCESS")
        #expect(record["usable_from"] == .integer(end - 600))
        #expect(record["last_credential_at"] == .integer(end + 900))
    }

    @Test("When it has ended: a session's length after that; once shut out: that moment")
    func ended() throws {
        let world = world()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.perform(.sweep(faults: .on(.setInlinePolicy, .fails(.refused))))
        let gone = try #require(world.ledger.fences.first?.fences.first?.endedAt)
        #expect(try record(world, "REVOKE", "SUCCESS")["last_credential_at"] == .integer(gone.seconds + 900))
        #expect(try record(world, "FENCE", "ERROR")["last_credential_at"] == .integer(gone.seconds + 900))
        #expect(try lease(world).lastCredentialAt == gone + .seconds(900))
        world.liveUntil(world.now + .seconds(120))
        let fenced = try #require(try lease(world).lastCredentialAt)
        #expect((gone...gone + .seconds(120)).contains(fenced))
        #expect(try record(world, "FENCE", "SUCCESS")["last_credential_at"] == .integer(fenced.seconds))
    }

    @Test("Standing access has no last credential, nor has what is not known one")
    func unknown() throws {
        let world = world()
        world.identityCenter.set(Example.binding, .hand)
        #expect(world.grant(Example.event("r1", "10m"))?.number("last_credential_at") == nil)
        let other = AccessWorld()
        #expect(other.grant(Example.event("r1", "10m"))?.number("last_credential_at") == nil)
    }
}
