// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Hashing
import Testing

@testable import JITAccess

@Suite("A trail must tell what can have happened, whatever its hashes say")
struct TrailSenseTests {
    private typealias Attributes = AuditChain.Attributes

    /// A record as a forger writes it, from words such as `APPROVE SUCCESS by=grace`.
    private static func record(_ words: String) -> Attributes {
        var parts = words.split(separator: " ").map(String.init)
        var record: Attributes = ["action": .string(parts.removeFirst()), "status": .string(parts.removeFirst())]
        for part in parts {
            let pair = part.split(separator: "=").map(String.init)
            switch pair[0] {
            case "by":
                record["actor_user_id"] = .string("\(pair[1])-id")
                record["actor"] = .string("\(pair[1])@example.com")
            case "for": record["user_id"] = .string("\(pair[1])-id")
            case "needs": record["approvals_needed"] = Int64(pair[1]).map(JSONValue.integer)
            case "digest": record["request_digest"] = .string(pair[1])
            default: record[pair[0]] = Int64(pair[1]).map(JSONValue.integer) ?? .string(pair[1])
            }
        }
        return record
    }

    /// The records with places and hashes that fit.
    private static func chained(_ id: String, _ records: [Attributes]) throws -> [Attributes] {
        var previous = AuditTail.empty.hash
        return try records.enumerated().map { index, record in
            var record = record
            record["request_id"] = .string(id)
            record["sequence"] = .integer(Int64(index + 1))
            record["previous_hash"] = .string(previous)
            record["hash"] = nil
            if record["timestamp"] == nil { record["timestamp"] = .string("2026-01-15T09:00:0\(index).000Z") }
            previous = try SHA256.hex(JSONValue.object(record).canonicalText)
            record["hash"] = .string(previous)
            return record
        }
    }

    private static func forged(_ id: String, _ steps: [String]) throws -> [Attributes] {
        try chained(id, steps.map(record))
    }

    private static func findings(_ records: [Attributes]) throws -> [String] {
        try AuditChain.verify(records).map { "\($0.sequence ?? 0) \($0.kind)".split(separator: "(")[0].description }
    }

    private static let asked = "REQUEST PENDING by=ada for=ada needs=2 digest=d"

    @Test(
        "What cannot have happened is found in the record that tells it",
        arguments: [
            // A whole trail of nothing but a grant.
            ("direct/r1", ["GRANT STARTED", "GRANT SUCCESS"], ["1 beginsOtherwise", "1 givesUnasked"]),
            ("direct/r1", ["READ DENIED", "GRANT SUCCESS"], ["1 beginsOtherwise", "2 givesUnasked"]),
            ("direct/r1", ["REQUEST DENIED by=ada", "GRANT SUCCESS"], ["1 beginsOtherwise", "2 givesUnasked"]),
            ("direct/r1", ["REQUEST ERROR by=ada"], ["1 beginsOtherwise"]),
            ("direct/r1", ["APPROVE SUCCESS by=grace digest=d", asked], ["1 beginsOtherwise"]),
            ("direct/r1", ["REVOKE STARTED", "REVOKE SUCCESS"], ["1 beginsOtherwise"]),
            ("direct/r1", ["ADOPT SUCCESS"], ["1 beginsOtherwise"]),
            ("direct/r1", ["NONSENSE SUCCESS"], ["1 beginsOtherwise"]),
            ("direct/adopted-1", ["ADOPT SUCCESS"], ["1 beginsOtherwise"]),
            ("adopted-1", ["REQUEST SUCCESS", "GRANT SUCCESS"], ["1 beginsOtherwise"]),
            ("adopted-1", ["ADOPT SUCCESS", "GRANT SUCCESS"], ["2 givesUnasked"]),
            ("quarantine-1", ["REVOKE SUCCESS"], ["1 beginsOtherwise"]),
            ("8f507cfc", ["FENCE SUCCESS"], ["1 beginsOtherwise"]),
            ("8f507cfc", ["RECONCILE STARTED", "GRANT STARTED", "GRANT SUCCESS"], ["2 givesUnasked"]),
            ("attempt:/1", ["GRANT SUCCESS"], ["1 beginsOtherwise", "1 givesUnasked"]),
            ("attempt:/1", ["GRANT DENIED", "GRANT SUCCESS"], ["2 followsEnd", "2 givesUnasked"]),
            ("no id at all", ["REQUEST SUCCESS"], ["1 beginsOtherwise"]),
            // Approvals.
            ("direct/r1", [asked, "GRANT STARTED", "GRANT SUCCESS"], ["2 givesUnapproved"]),
            ("direct/r1", [asked, "APPROVE SUCCESS by=grace digest=d", "GRANT SUCCESS"], ["3 givesUnapproved"]),
            (
                "direct/r1",
                [asked, "GRANT STARTED", "APPROVE SUCCESS by=grace digest=d", "APPROVE SUCCESS by=alan digest=d"],
                ["2 givesUnapproved"]
            ),
            (
                "direct/r1",
                [asked, "APPROVE SUCCESS by=grace digest=d", "APPROVE SUCCESS by=grace digest=d", "GRANT STARTED"],
                ["3 approvedTwice", "4 givesUnapproved"]
            ),
            (
                "direct/r1",
                [asked, "APPROVE SUCCESS by=grace digest=d", "APPROVE SUCCESS by=ada digest=d", "GRANT STARTED"],
                ["3 approvedByRequester", "4 givesUnapproved"]
            ),
            (
                "direct/r1",
                [asked, "APPROVE SUCCESS by=grace digest=d", "APPROVE SUCCESS by=alan digest=e", "GRANT STARTED"],
                ["4 givesUnapproved"]
            ),
            ("direct/r1", [asked, "APPROVE SUCCESS by=grace"], ["2 approvedBlindly"]),
            (
                "direct/r1",
                [asked, "APPROVE SUCCESS by=grace digest=d", "APPROVE SUCCESS actor=x digest=d", "GRANT STARTED"],
                ["3 approvedByNobody", "4 givesUnapproved"]
            ),
            (
                "direct/r1", ["REQUEST PENDING by=bot for=ada needs=1 digest=d", "APPROVE SUCCESS by=ada digest=d"],
                ["2 approvedByRequester"]
            ),
            (
                "direct/r1",
                ["REQUEST PENDING for=ada needs=1 requester=GRACE@example.com", "APPROVE SUCCESS by=grace"],
                ["2 approvedByRequester"]
            ),
            (
                "direct/r1", ["REQUEST PENDING for=ada needs=1 requester=user:grace-id", "APPROVE SUCCESS by=grace"],
                ["2 approvedByRequester"]
            ),
            // What waits says for how many; the second asking counts for nothing.
            ("direct/r1", ["REQUEST PENDING for=ada", "GRANT STARTED"], ["2 givesUnapproved"]),
            ("direct/r1", ["REQUEST PENDING for=ada needs=x", "GRANT STARTED"], ["2 givesUnapproved"]),
            ("direct/r1", [asked, "REQUEST SUCCESS for=ada", "GRANT STARTED"], ["3 givesUnapproved"]),
            ("direct/r1", ["EXTEND PENDING for=ada needs=1", "GRANT STARTED"], ["2 givesUnapproved"]),
            // What is over stays over.
            ("direct/r1", ["REQUEST SUCCESS", "GRANT SUCCESS", "REVOKE SUCCESS", "GRANT SUCCESS"], ["4 followsEnd"]),
            ("direct/r1", ["REQUEST SUCCESS", "GRANT SUCCESS", "RELEASE SUCCESS", "GRANT STARTED"], ["4 followsEnd"]),
            ("direct/r1", ["REQUEST PENDING needs=0", "CANCEL SUCCESS", "GRANT STARTED"], ["3 followsEnd"]),
            ("direct/r1", ["REQUEST PENDING needs=0", "TIME_OUT SUCCESS", "GRANT STARTED"], ["3 followsEnd"]),
            ("direct/r1", ["REQUEST PENDING needs=0", "GRANT DENIED", "GRANT STARTED"], ["3 followsEnd"]),
            ("direct/r1", [asked, "REJECT SUCCESS by=grace", "APPROVE SUCCESS by=alan digest=d"], ["3 followsEnd"]),
        ] as [(String, [String], [String])]
    )
    func impossible(id: String, steps: [String], expected: [String]) throws {
        let records = try Self.forged(id, steps)
        #expect(try Self.findings(records) == expected)
        for finding in try AuditChain.verify(records) {
            #expect(finding.description.contains(id) && finding.description.hasSuffix("."), "\(finding)")
        }
        #expect(try AuditVerification(of: records).trails.allSatisfy { !$0.findings.isEmpty })
        // Exports that were put together hide nothing.
        #expect(Set(expected).isSubset(of: try Self.findings(records + records)))
    }

    @Test(
        "What can have happened is not found fault with",
        arguments: [
            (
                "direct/r1",
                ["REQUEST SUCCESS by=ada for=ada", "GRANT STARTED", "GRANT ERROR", "REVOKE STARTED", "REVOKE SUCCESS"]
            ),
            (
                "direct/r1",
                ["REQUEST SUCCESS", "GRANT STARTED", "GRANT STARTED", "GRANT SUCCESS", "REVOKE SUCCESS", "GRANT ERROR"]
            ),
            (
                "direct/r1",
                ["REQUEST PENDING needs=0", "GRANT ERROR", "GRANT SUCCESS", "RELEASE SUCCESS", "LIFT ERROR"]
            ),
            (
                "direct/r1",
                [
                    asked, "APPROVE SUCCESS by=grace digest=d", "APPROVE SUCCESS by=alan digest=d", "MAKE_SET STARTED",
                    "GRANT STARTED",
                ]
            ),
            (
                "url/r1",
                [
                    "EXTEND SUCCESS", "GRANT SUCCESS", "REVOKE SUCCESS", "FENCE SUCCESS", "LIFT SUCCESS",
                    "DELETE_SET SUCCESS",
                ]
            ),
            ("direct/r1", [asked, "CANCEL SUCCESS by=ada"]), ("direct/r1", [asked, "READ DENIED by=ada"]),
            ("adopted-1", ["ADOPT SUCCESS", "REVOKE STARTED", "REVOKE SUCCESS", "FENCE SUCCESS", "ADOPT SUCCESS"]),
            ("quarantine-1", ["RECONCILE STARTED", "REVOKE STARTED", "REVOKE SUCCESS"]),
            ("8f507cfc", ["RECONCILE STARTED", "RECONCILE PENDING", "RECONCILE SUCCESS"]),
            ("attempt:/1", ["GRANT DENIED", "GRANT DENIED"]), ("attempt:/1", ["APPROVE ERROR by=ada"]),
        ] as [(String, [String])]
    )
    func possible(id: String, steps: [String]) throws {
        #expect(try Self.findings(Self.forged(id, steps)) == [])
    }

    @Test("Of a trail whose beginning or middle is not there, only that is said")
    func partial() throws {
        let whole = try Self.forged("direct/r1", [Self.asked, "APPROVE SUCCESS by=grace digest=d", "GRANT STARTED"])
        #expect(try Self.findings(whole) == ["3 givesUnapproved"])
        for from in 1...2 { #expect(try Self.findings(Array(whole[from...])) == ["1 missing"]) }
        #expect(try Self.findings([whole[0], whole[2]]) == ["2 missing"])
    }

    private static func point(_ trail: [Attributes], after index: Int) throws -> String {
        guard case .string(let hash)? = trail[index]["hash"] else { throw CancellationError() }
        return "about=direct/r1 continues_because=grew continues_sequence=\(index + 1) continues_hash=\(hash)"
    }

    @Test("A successor is judged after the records that it goes on for, and what it ends stays ended in both")
    func successors() throws {
        let own = try Self.forged("direct/r1", ["REQUEST SUCCESS", "GRANT STARTED", "READ DENIED"])
        let point = try Self.point(own, after: 2)
        func successor(_ steps: String...) throws -> [Attributes] {
            try Self.forged("successor:/direct/r1/i.1", ["\(steps[0]) \(point)"] + steps.dropFirst())
        }
        func found(_ records: [Attributes]) throws -> [String] {
            try Self.findings(records).filter { !$0.contains("continue") }
        }
        // A grant that was cut off is finished there, and ends.
        let honest = try successor("GRANT SUCCESS", "REVOKE STARTED", "REVOKE SUCCESS")
        #expect(try found(honest + own) == [])
        // Without the trail that it goes on for nothing is known of what was asked.
        #expect(try found(honest) == [])
        #expect(try found(own + successor("REVOKE SUCCESS", "GRANT SUCCESS")) == ["2 followsEnd"])
        // The trail that was left goes on as if nothing had ended.
        var later = Self.record("GRANT SUCCESS")
        later["timestamp"] = "2026-01-15T10:00:00.000Z"
        #expect(try found(Self.chained("direct/r1", own + [later]) + honest) == ["4 followsEnd"])
        // What was written to both at the same moment proves nothing.
        later["timestamp"] = "2026-01-15T09:00:01.000Z"
        #expect(try found(Self.chained("direct/r1", own + [later]) + honest) == [])
        // The next one goes on for the first.
        guard case .string(let hash)? = honest.last?["hash"] else { throw CancellationError() }
        let next = "GRANT STARTED about=direct/r1 continues_because=grew continues_sequence=3 continues_hash=\(hash)"
        #expect(try found(own + honest + Self.forged("successor:/direct/r1/i.2", [next])) == ["1 followsEnd"])
        // It goes on for an empty trail, of which nobody has asked for anything.
        let first =
            "GRANT STARTED about=direct/r1 continues_because=x continues_sequence=0 continues_hash=\(AuditTail.empty.hash)"
        #expect(try found(Self.forged("successor:/direct/r1/i.3", [first])) == ["1 givesUnasked"])
    }

    @Test(
        "Five records that replace a trail, approvals by others included, are found where they do not know what the rule wants"
    )
    func replaced() throws {
        let world = Approvals.world()
        world.ask("r1")
        world.decide(Approvals.alan, "approve", "r1")
        world.decide(Approvals.grace, "approve", "r1")
        let genuine = world.ledger.audit(of: try id("r1")).map(\.attributes)
        #expect(genuine[0]["approvals_needed"] == 2)
        #expect(try Self.findings(genuine) == [])
        for left in [1, 2] {
            var fewer = genuine
            fewer.remove(at: left)
            let shorter = try Self.chained("portal/r1", fewer)
            #expect(try Self.findings(shorter) == ["3 givesUnapproved"])
        }
        let headless = try Self.chained("portal/r1", Array(genuine[3...]))
        #expect(try Self.findings(headless) == ["1 beginsOtherwise", "1 givesUnasked"])
    }

    @Test("An access that begins later without approval says that it needs none")
    func scheduled() throws {
        let world = Approvals.world()
        world.ask("r1", set: "ReadOnlyAccess", #","start_at":"\#((AccessWorld.start + .seconds(60)).iso8601)""#)
        world.advance(by: .seconds(60))
        world.sweepRequests()
        let trail = world.ledger.audit(of: try id("r1")).map(\.attributes)
        #expect(trail[0]["approvals_needed"] == 0)
        #expect(trail.contains { $0["action"] == "GRANT" })
        #expect(try Self.findings(trail) == [])
    }
}
