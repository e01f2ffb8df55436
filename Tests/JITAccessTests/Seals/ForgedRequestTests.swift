// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Hashing
import Testing

@testable import JITAccess

@Suite("A row that somebody edited")
struct ForgedRequestTests {
    /// What somebody makes of a genuine pending request by writing to the state table.
    struct Edit: CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (RequestRecord) -> RequestRecord?

        init(_ description: String, _ change: @escaping @Sendable (RequestRecord) -> RequestRecord?) {
            testDescription = description
            self.change = change
        }
    }

    private static func approved(_ record: RequestRecord) -> RequestRecord {
        var record = record
        record.state = .approved(RequestRecord.Start(at: AccessWorld.start, nextTryAt: AccessWorld.start))
        return record
    }

    private static func approval(_ name: String, _ id: String) -> Approval {
        Approval(
            by: Speaker(name: name, kind: .person(userID: id), proof: .integration("portal")),
            level: "peers",
            at: AccessWorld.start,
            comment: nil
        )
    }

    private static func with(
        _ record: RequestRecord,
        request: AccessRequest? = nil,
        userID: String? = nil,
        digest: String? = nil,
        version: Int64? = nil
    ) -> RequestRecord {
        RequestRecord(
            request: request ?? record.request,
            digest: digest ?? (try? (request ?? record.request).digest()) ?? record.digest,
            requestedBy: record.requestedBy,
            path: record.path,
            principalKind: record.principalKind,
            userID: userID ?? record.userID,
            permissionSetARN: record.permissionSetARN,
            createdAt: record.createdAt,
            policy: record.policy,
            approvals: record.approvals,
            state: record.state,
            version: version ?? record.version,
            seal: record.seal
        )
    }

    static let begun: [Edit] = [
        Edit("says it is approved") { approved($0) },
        Edit("says it is approved, one version later") { record in
            var record = approved(record)
            record.version += 1
            return record
        },
        Edit("says who has approved it") { record in
            var record = approved(record)
            record.approvals = [approval(Approvals.alan, "alan-id"), approval(Approvals.grace, "grace-id")]
            return record
        },
        Edit("has no seal") { record in
            var record = approved(record)
            record.seal = nil
            return record
        },
        Edit("is for somebody else") { with(approved($0), userID: "grace-id") },
        Edit("has a digest of zeros") { with(approved($0), digest: String(repeating: "0", count: 64)) },
    ]

    @Test(
        "grants nothing at the next sweep: it is closed, on record elsewhere, alerted, and in nobody's way",
        arguments: begun
    )
    func sweep(edit: Edit) throws {
        let world = Approvals.world()
        world.ask("r1")
        let genuine = try #require(world.ledger.request(id("r1")))
        world.ledger.put(try #require(edit.change(genuine)))
        // Another one waits for its moment behind it.
        let answer = try #require(world.sweepRequests())
        #expect(answer.body["granted_count"] == 0)
        #expect(answer.body["forged_count"] == 1)
        #expect(world.calls.count(.create) == 0)
        #expect(!world.hasAccess)
        #expect(try world.events("r1") == ["REQUEST PENDING"])
        #expect(try world.ledger.request(id("r1"))?.status == .rejected)
        #expect(world.alerts.sent.map(\.subject) == ["Hourglass: 1 requests in the state table were forged"])
        let record = try #require(world.ledger.audit.values.joined().first { $0.attributes["about"] == "portal/r1" })
        #expect(record.attributes["reason"] == "request_not_sealed")
        #expect(record.attributes["status"] == "DENIED")
        #expect(world.sweepRequests()?.body["forged_count"] == 0)
    }

    @Test("whose justification is another, beside the digest of before, is closed at its moment and not tried for ever")
    func beside() throws {
        let world = Approvals.world()
        world.ask("later", set: "ReadOnlyAccess", #","start_at":"\#((world.now + .seconds(60)).iso8601)""#)
        let genuine = try #require(world.ledger.request(id("later")))
        #expect(genuine.status == .approved)
        let asked = genuine.request
        let request = AccessRequest(
            id: asked.id,
            userEmail: asked.userEmail,
            accountID: asked.accountID,
            permissionSet: asked.permissionSet,
            duration: asked.duration,
            justification: "something else",
            startAt: asked.startAt
        )
        // The seal is over the digest, and the digest is as it was.
        world.ledger.put(Self.with(genuine, request: request, digest: genuine.digest))
        world.advance(by: .seconds(61))
        let answer = try #require(world.sweepRequests())
        #expect(answer.body["granted_count"] == 0)
        #expect(answer.body["forged_count"] == 1)
        #expect(!world.hasAccess)
        #expect(try world.ledger.request(id("later"))?.status == .rejected)
        #expect(world.ledger.audit.values.joined().contains { $0.attributes["about"] == "portal/later" })
        #expect(world.sweepRequests()?.body["error_count"] == 0)
    }

    @Test("that is made due before its start begins no sooner, and begins then")
    func early() throws {
        let world = Approvals.world()
        let start = world.now + .seconds(7 * 86_400)
        world.ask("r1", #","start_at":"\#(start.iso8601)""#)
        world.decide(Approvals.alan, "approve", "r1")
        world.decide(Approvals.grace, "approve", "r1")
        var edited = try #require(world.ledger.request(id("r1")))
        edited.state = .approved(RequestRecord.Start(at: start, nextTryAt: world.now))
        world.ledger.put(edited)
        #expect(world.sweepRequests()?.body["granted_count"] == 0)
        #expect(world.calls.count(.create) == 0)
        world.advance(by: .seconds(7 * 86_400 - 1))
        #expect(world.sweepRequests()?.body["granted_count"] == 0)
        world.advance(by: .seconds(1))
        #expect(world.sweepRequests()?.body["granted_count"] == 1)
        #expect(world.hasAccess)
    }

    private func overdue(_ state: RequestRecord.State, at moment: Timestamp) throws -> RequestRecord.State {
        guard case .pending(let pending) = state else { throw NotPending() }
        return .pending(
            RequestRecord.Pending(level: pending.level, levelName: pending.levelName, timesOutAt: moment)
        )
    }

    private struct NotPending: Error {}

    @Test("so that its time to be decided is over is closed elsewhere than in the genuine trail")
    func timedOut() throws {
        let world = Approvals.world()
        world.ask("r1")
        var edited = try #require(world.ledger.request(id("r1")))
        edited.state = try overdue(edited.state, at: world.now)
        world.ledger.put(edited)
        let answer = try #require(world.sweepRequests())
        #expect(answer.body["timed_out_count"] == 0)
        #expect(answer.body["forged_count"] == 1)
        #expect(try world.events("r1") == ["REQUEST PENDING"])
    }

    @Test("over the item of access that is there leaves its trail alone, and the access ends")
    func overwritten() throws {
        let world = Approvals.world()
        world.ask("r1")
        let pending = try #require(world.ledger.request(id("r1")))
        world.decide(Approvals.alan, "approve", "r1")
        world.decide(Approvals.grace, "approve", "r1")
        #expect(world.hasAccess)
        let trail = try world.events("r1")
        var edited = pending
        edited.state = try overdue(edited.state, at: world.now)
        world.ledger.put(edited)
        world.sweepRequests()
        #expect(try world.events("r1") == trail)
        world.advance(by: .seconds(5 * 3600))
        world.sweep()
        #expect(!world.hasAccess)
    }

    @Test("is not approved: whoever presses the button is told, and it is closed")
    func approve() throws {
        let world = Approvals.world()
        world.ask("r1")
        let genuine = try #require(world.ledger.request(id("r1")))
        // The first approval is written by hand, with everything else as it was.
        var edited = genuine
        edited.approvals = [Self.approval(Approvals.alan, "alan-id")]
        world.ledger.put(edited)
        let answer = try #require(world.decide(Approvals.grace, "approve", "r1"))
        #expect(answer.statusCode == 409)
        #expect(answer.code == "request_not_sealed")
        #expect(!world.hasAccess)
        #expect(try world.ledger.request(id("r1"))?.status == .rejected)
        #expect(try world.events("r1") == ["REQUEST PENDING"])
    }

    @Test("that was genuine once, and was cancelled since, is not put back")
    func rollback() throws {
        let world = Approvals.world()
        world.ask("r1")
        let pending = try #require(world.ledger.request(id("r1")))
        world.say(Approvals.ada, #""action":"cancel","request_id":"r1""#)
        world.ledger.put(pending)
        #expect(world.decide(Approvals.alan, "approve", "r1")?.code == "request_not_sealed")
        #expect(!world.hasAccess)
    }

    @Test("is not saved by an audit trail that was cut or written anew")
    func trail() throws {
        let world = Approvals.world()
        world.ask("r1")
        let pending = try #require(world.ledger.request(id("r1")))
        let trail = try world.ledger.audit(of: id("r1"))
        world.say(Approvals.ada, #""action":"cancel","request_id":"r1""#)
        world.ledger.put(pending)
        // The tail as it was: then the older item is as Grant left it, and what shows is the record that is gone.
        var forged = trail[0].attributes
        forged["reason"] = "another"
        forged["hash"] = nil
        let hash = try SHA256.hex(JSONValue.object(forged).canonicalText)
        forged["hash"] = .string(hash)
        try world.ledger.forge(
            id("r1"),
            [AuditRecord(requestID: id("r1"), sequence: 1, hash: hash, attributes: forged)]
        )
        #expect(world.decide(Approvals.alan, "approve", "r1")?.code == "request_not_sealed")
    }

    @Test("A whole row that somebody invented grants nothing")
    func invented() throws {
        let world = Approvals.world()
        world.ask("r1")
        let genuine = try #require(world.ledger.request(id("r1")))
        let request = try AccessRequest(
            id: id("r2"),
            userEmail: Approvals.ada,
            accountID: genuine.request.accountID,
            permissionSet: "AdministratorAccess",
            duration: genuine.request.duration,
            justification: "mend it"
        )
        world.ledger.put(Self.approved(Self.with(genuine, request: request)))
        #expect(world.sweepRequests()?.body["granted_count"] == 0)
        #expect(world.calls.count(.create) == 0)
        #expect(try world.ledger.request(id("r2"))?.status == .rejected)
        // The genuine one goes on.
        world.decide(Approvals.alan, "approve", "r1")
        #expect(world.decide(Approvals.grace, "approve", "r1")?.text("lease_status") == "ACTIVE")
    }

    @Test("A hundred are closed in one sweep, one alert names ten of them, and the genuine one is granted in it")
    func many() throws {
        let world = Approvals.world()
        world.ask("later", set: "ReadOnlyAccess", #","start_at":"\#((world.now + .seconds(60)).iso8601)""#)
        world.ask("r1")
        let genuine = try #require(world.ledger.request(id("r1")))
        for number in 1...150 {
            let asked = genuine.request
            let request = AccessRequest(
                id: try #require(RequestID("forged-\(number)")),
                userEmail: asked.userEmail,
                accountID: asked.accountID,
                permissionSet: asked.permissionSet,
                duration: asked.duration
            )
            world.ledger.put(Self.approved(Self.with(genuine, request: request)))
        }
        world.advance(by: .seconds(61))
        let answer = try #require(world.sweepRequests())
        #expect(answer.body["granted_count"] == 1)
        #expect(world.ledger.requests.count { $0.status == .rejected } >= 100)
        let alert = try #require(world.alerts.sent.last { $0.subject.contains("forged") })
        #expect(alert.message.split(separator: "\n").count { $0.hasPrefix("- forged-") } == 10)
        #expect(alert.message.contains("- and 140 more\n"))
    }

    @Test("cannot write lines of its own into the alert")
    func lines() throws {
        let world = Approvals.world()
        world.ask("r1")
        let genuine = try #require(world.ledger.request(id("r1")))
        let asked = genuine.request
        let request = AccessRequest(
            id: asked.id,
            userEmail: "ada\n\nAll is well.",
            accountID: asked.accountID,
            permissionSet: asked.permissionSet,
            duration: asked.duration
        )
        world.ledger.put(Self.approved(Self.with(genuine, request: request)))
        world.sweepRequests()
        let alert = try #require(world.alerts.sent.last)
        #expect(alert.message.contains("- portal/r1, for ada<U+000A><U+000A>All is well. on account"))
    }
}
