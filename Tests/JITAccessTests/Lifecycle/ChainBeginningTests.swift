// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Hashing
import Testing

@testable import JITAccess

/// `maximum_total` counts from the beginning of a chain of extensions, and somebody may have written to the state table.
@Suite("When the access began that an extension prolongs")
struct ChainBeginningTests {
    private static let policy = Approvals.policy(
        more: #"""
            {
                "name": "bounded", "effect": "allow", "principals": "*", "paths": ["console"], "accounts": "*",
                "permission_sets": ["Unbounded"], "maximum_duration": "8h",
                "justification": {"minimum_length": 0}, "approval": "automatic"
            }
            """#
    )

    /// Four hours of access, three of which have passed; if it is said so, two of them by an extension.
    private static func world(extended: Bool = false) throws -> AccessWorld {
        let world = Approvals.world(
            policy: policy,
            rules: Example.rules(defaultHours: 1, maximumHours: 720)
        )
        world.identityCenter.addPermissionSet(
            PermissionSet(name: "Unbounded", arn: "arn:aws:sso:::permissionSet/ssoins-1/ps-1")
        )
        #expect(world.ask("r1", set: "Unbounded", duration: extended ? "2h" : "4h")?.statusCode == 200)
        world.advance(by: .seconds(3600))
        if extended { #expect(extend(world, "r1", "2h", as: "r2")?.statusCode == 200) }
        world.advance(by: .seconds(2 * 3600))
        return world
    }

    private static func extend(_ world: AccessWorld, _ old: String, _ duration: String, as id: String) -> Answer? {
        world.say(
            Approvals.ada,
            #""action":"extend","extends":"\#(old)","request_id":"\#(id)","duration":"\#(duration)""#
        )
    }

    /// What somebody with a right to write to the state table makes of an item.
    enum Edit: CaseIterable {
        case nothing, laterChain, noChain, laterUse, noUse, laterEverything

        func apply(to record: RequestRecord, at now: Timestamp) -> RequestRecord {
            let asked = self == .laterEverything || self == .noUse ? now : record.createdAt
            var chain = record.chainBeganAt
            if self == .laterChain || self == .laterEverything { chain = now }
            if self == .noChain { chain = nil }
            var state = record.state
            if case .leased(var lease) = state {
                if self == .laterUse || self == .laterEverything { lease.usableFrom = now }
                if self == .noUse { lease.usableFrom = nil }
                state = .leased(lease)
            }
            return RequestRecord(
                request: record.request,
                digest: record.digest,
                requestedBy: record.requestedBy,
                path: record.path,
                userID: record.userID,
                permissionSetARN: record.permissionSetARN,
                createdAt: asked,
                chainBeganAt: chain,
                policy: record.policy,
                state: state,
                version: record.version
            )
        }
    }

    @Test(
        "Whatever beginning an item is given, the bound on the whole is what it was",
        arguments: Edit.allCases,
        [false, true]
    )
    func edited(edit: Edit, extended: Bool) throws {
        let world = try Self.world(extended: extended)
        let last = extended ? "r2" : "r1"
        let record = try #require(world.ledger.request(id(last)))
        world.ledger.put(edit.apply(to: record, at: world.now))
        // Three hours have passed and one is left.
        #expect(Self.extend(world, last, "5h", as: "r3")?.code == "duration_not_allowed", "\(edit)")
        #expect(Self.extend(world, last, "4h", as: "r4")?.statusCode == 200, "\(edit)")
    }

    @Test("An earlier beginning only makes the access older")
    func earlier() throws {
        let world = try Self.world()
        let record = try #require(world.ledger.request(id("r1")))
        world.ledger.put(Edit.laterEverything.apply(to: record, at: world.now + .seconds(-6 * 3600)))
        #expect(Self.extend(world, "r1", "4h", as: "r3")?.code == "duration_not_allowed")
    }

    @Test("The record of an extension says under its hash when the whole began")
    func recorded() throws {
        let world = try Self.world(extended: true)
        let began = try #require(world.ledger.request(id("r1"))?.lease?.usableFrom)
        let first = try #require(world.ledger.audit(of: id("r2")).first)
        #expect(first.attributes["chain_began_at"] == .integer(began.seconds))
        #expect(try #require(world.ledger.audit(of: id("r1")).first).attributes["chain_began_at"] == nil)
    }

    /// What somebody makes of a trail.
    enum Damage: CaseIterable {
        case noFirst, twice, changed, empty, anothers, withoutDigest, withoutBeginning

        func apply(to trail: [AuditRecord], of other: [AuditRecord]) throws -> [AuditRecord] {
            switch self {
            case .noFirst: return Array(trail.dropFirst())
            case .twice: return trail + trail.suffix(1)
            case .empty: return []
            case .anothers: return other
            case .changed:
                return trail.map { record in
                    var attributes = record.attributes
                    if attributes["usable_from"] != nil { attributes["usable_from"] = 4_000_000_000 }
                    return AuditRecord(
                        requestID: record.requestID,
                        sequence: record.sequence,
                        hash: record.hash,
                        attributes: attributes
                    )
                }
            // Written anew by Revoke's role, which has no right to these attributes, with hashes that fit.
            case .withoutDigest: return try Self.rewritten(trail, without: "request_digest")
            case .withoutBeginning: return try Self.rewritten(trail, without: "chain_began_at")
            }
        }

        private static func rewritten(_ trail: [AuditRecord], without name: String) throws -> [AuditRecord] {
            var previous = AuditTail.empty.hash
            return try trail.map { record in
                var attributes = record.attributes
                attributes[name] = nil
                attributes["hash"] = nil
                attributes["previous_hash"] = .string(previous)
                previous = try SHA256.hex(JSONValue.object(attributes).canonicalText)
                attributes["hash"] = .string(previous)
                return AuditRecord(
                    requestID: record.requestID,
                    sequence: record.sequence,
                    hash: previous,
                    attributes: attributes
                )
            }
        }
    }

    @Test("A trail that cannot be verified prolongs nothing", arguments: Damage.allCases)
    func damaged(damage: Damage) throws {
        let world = try Self.world(extended: true)
        let trail = world.ledger.audit(of: try id("r2"))
        let name = try #require(trail.first).requestID
        world.ledger.forge(name, try damage.apply(to: trail, of: world.ledger.audit(of: try id("r1"))))
        let created = world.calls.count(.create)
        let answer = try #require(Self.extend(world, "r2", "1h", as: "r3"))
        #expect(answer.code == "trail_not_verified", "\(damage): \(answer.json)")
        #expect(answer.statusCode == 409)
        #expect(world.calls.count(.create) == created)
        #expect(world.ledger.request(try id("r3")) == nil)
    }

    @Test("A request whose contents were edited is not what its trail begins with")
    func otherContents() throws {
        let world = try Self.world()
        let record = try #require(world.ledger.request(id("r1")))
        let request = AccessRequest(
            id: record.id,
            userEmail: record.request.userEmail,
            accountID: record.request.accountID,
            permissionSet: "AdministratorAccess",
            duration: record.request.duration
        )
        world.ledger.put(
            RequestRecord(
                request: request,
                digest: try request.digest(),
                requestedBy: record.requestedBy,
                path: record.path,
                userID: record.userID,
                permissionSetARN: record.permissionSetARN,
                createdAt: record.createdAt,
                policy: record.policy,
                state: record.state,
                version: record.version
            )
        )
        #expect(Self.extend(world, "r1", "1h", as: "r3")?.code == "trail_not_verified")
    }

    @Test("While the trail cannot be read, nothing is prolonged")
    func unreadable() throws {
        let world = try Self.world()
        let call = world.portal(
            Approvals.ada,
            #""action":"extend","extends":"r1","request_id":"r3","duration":"1h""#,
            faults: .on(.auditTrail, .fails(), times: 1)
        )
        #expect(world.perform(call)?.code == "ledger_unavailable")
        #expect(world.ledger.request(try id("r3")) == nil)
    }
}
