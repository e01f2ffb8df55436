// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Foundation
import Hashing
import JITAccess
import Testing

@Suite("Verifying an audit trail from its records")
struct AuditVerificationTests {
    /// Five records: REQUEST, GRANT STARTED, GRANT SUCCESS, REVOKE STARTED, REVOKE SUCCESS.
    private func trail(_ request: String = "r1") throws -> [AuditChain.Attributes] {
        let world = AccessWorld()
        world.grant(Example.event(request, "1m"))
        world.advance(by: .seconds(70))
        world.sweep()
        return world.ledger.audit(of: try id(request)).map(\.attributes)
    }

    private func kinds(
        _ records: [AuditChain.Attributes],
        expectedLast: [String] = []
    ) throws -> [String] {
        try AuditChain.verify(records, expectedLast: expectedLast).map { "\($0.sequence ?? 0) \($0.kind)" }
    }

    @Test("What was written is whole, in whatever order the records come and whatever else is there")
    func whole() throws {
        let records = try trail("r1") + trail("r2")
        #expect(try AuditChain.verify(records).isEmpty)
        #expect(try AuditChain.verify(records.reversed()).isEmpty)
        #expect(try AuditChain.verify([]).isEmpty)
        let trails = try AuditVerification(of: records.reversed()).trails
        #expect(trails.map(\.requestID) == ["direct/r1", "direct/r2"])
        #expect(trails.map(\.records) == [try trail("r1"), try trail("r2")])
        #expect(trails.map(\.lastHash) == [records[4].text("hash"), records[9].text("hash")])
    }

    @Test("A field that was changed, added or taken away is found in its record, and nowhere else")
    func changed() throws {
        let trail = try trail()
        for (index, record) in trail.enumerated() {
            for name in record.keys where !["request_id", "sequence", "hash", "previous_hash"].contains(name) {
                var forged = trail
                forged[index][name] = .string("another")
                #expect(try kinds(forged) == ["\(index + 1) changed"], "\(name) of record \(index + 1)")
                forged[index][name] = nil
                #expect(try kinds(forged) == ["\(index + 1) changed"], "\(name) taken out of record \(index + 1)")
            }
            var forged = trail
            forged[index]["note"] = .bool(true)
            #expect(try kinds(forged) == ["\(index + 1) changed"])
        }
    }

    @Test("A number that became text, and text that only looks the same, are changes")
    func spelling() throws {
        var trail = try trail()
        trail[0]["duration_seconds"] = "60"
        #expect(try kinds(trail) == ["1 changed"])
        trail = try self.trail()
        trail[0]["user_email"] = "ada\u{200B}@example.com"
        #expect(try kinds(trail) == ["1 changed"])
    }

    @Test("Records that are missing before the end are named")
    func missing() throws {
        let trail = try trail()
        for index in 0..<4 {
            var shorter = trail
            shorter.remove(at: index)
            #expect(try kinds(shorter) == ["\(index + 1) missing(through: \(index + 1))"])
        }
        #expect(try kinds([trail[0], trail[4]]) == ["2 missing(through: 4)"])
        let finding = try #require(try AuditChain.verify([trail[0], trail[4]]).first)
        #expect(finding.description == "Records 2 to 4 of request direct/r1 are missing: later ones are there.")
    }

    @Test("A record missing at the end cannot be seen, unless one knows how the trail ended")
    func end() throws {
        let trail = try trail()
        let last = try #require(trail[4].text("hash"))
        let shorter = Array(trail.dropLast())
        #expect(try kinds(shorter).isEmpty)
        #expect(try kinds(trail, expectedLast: [last]).isEmpty)
        #expect(try kinds(shorter, expectedLast: [last]) == ["4 endsOtherwise(expected: \"\(last)\")"])
        // Records that follow the one that was noted are told as well: it is for a person to see that they are later.
        let earlier = try #require(trail[3].text("hash"))
        #expect(try kinds(trail, expectedLast: [earlier]) == ["5 endsOtherwise(expected: \"\(earlier)\")"])
        // With several trails there is no saying which was meant.
        let two = try shorter + self.trail("r2")
        #expect(try kinds(two, expectedLast: [last]) == ["0 endsOtherwise(expected: \"\(last)\")"])
        #expect(try kinds([], expectedLast: [last]) == ["0 endsOtherwise(expected: \"\(last)\")"])
    }

    @Test("Records whose places were exchanged are found, even with hashes that fit")
    func reordered() throws {
        var trail = try trail()
        (trail[1]["sequence"], trail[2]["sequence"]) = (trail[2]["sequence"], trail[1]["sequence"])
        #expect(try kinds(trail) == ["2 unlinked", "2 changed", "3 unlinked", "3 changed", "4 unlinked"])
        trail[1] = try rehashed(trail[1])
        trail[2] = try rehashed(trail[2])
        #expect(try kinds(trail) == ["2 unlinked", "3 unlinked", "4 unlinked"])
    }

    @Test("Two records in one place are found, the same ones and different ones")
    func duplicated() throws {
        let trail = try trail()
        #expect(try kinds(trail + [trail[2]]) == ["3 duplicated(copies: 2, areEqual: true)"])
        var other = trail[2]
        other["user_email"] = "mallory@example.com"
        other = try rehashed(other)
        #expect(try kinds(trail + [other]) == ["3 duplicated(copies: 2, areEqual: false)"])
        #expect(try kinds([other] + trail) == ["3 duplicated(copies: 2, areEqual: false)"])
    }

    @Test("A forged hash is told from forged contents, as long as a record follows")
    func forgedHash() throws {
        let forgery = JSONValue.string(String(repeating: "f", count: 64))
        for index in 0..<5 {
            var trail = try trail()
            trail[index]["hash"] = forgery
            #expect(try kinds(trail) == ["\(index + 1) \(index < 4 ? "hashForged" : "changed")"])
            trail[index]["hash"] = nil
            #expect(try kinds(trail) == ["\(index + 1) \(index < 4 ? "hashForged" : "changed")"])
        }
    }

    @Test("Who forges a record and its hash must forge all that follow, and the first follows nothing")
    func rehashing() throws {
        for index in 0..<4 {
            var trail = try trail()
            trail[index]["user_email"] = "mallory@example.com"
            trail[index] = try rehashed(trail[index])
            #expect(try kinds(trail) == ["\(index + 2) unlinked"])
        }
        var trail = try trail()
        trail[0]["previous_hash"] = trail[4]["hash"]
        trail[0] = try rehashed(trail[0])
        #expect(try kinds(trail) == ["1 unlinked", "2 unlinked"])
        trail[0]["previous_hash"] = nil
        #expect(try kinds(trail).contains("1 unlinked"))
    }

    @Test(
        "A record without a request or a place is reported, not left out",
        arguments: [
            ("request_id", nil, "request_id that is a text"), ("request_id", 7, "request_id that is a text"),
            ("sequence", nil, "sequence that is a whole number from 1"),
            ("sequence", "1", "sequence that is a whole number from 1"),
            ("sequence", 0, "sequence that is a whole number from 1"),
            ("sequence", .integer(.max), "sequence that is a whole number from 1"),
        ] as [(String, JSONValue?, String)]
    )
    func unplaced(name: String, value: JSONValue?, missing: String) throws {
        var trail = try trail()
        trail[4][name] = value
        #expect(try kinds(trail) == ["0 unplaced(missing: \"\(missing)\")"])
    }

    /// The records of r1, whose trail was changed before its end, and where the rest of them is.
    private func succeeded() throws -> (records: [AuditChain.Attributes], successor: String) {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.fillTrails(true)
        world.advance(by: .seconds(70))
        world.sweep()
        let successors = world.ledger.audit.keys.map(\.description).filter { $0.hasPrefix("successor:/direct/r1/") }
            .sorted()
        return (world.ledger.audit.values.joined().map(\.attributes), try #require(successors.first))
    }

    @Test("A trail that was given up is said to be, and those that go on for it stand beside it and are whole")
    func successors() throws {
        let (records, successor) = try succeeded()
        let verification = try AuditVerification(of: records.reversed())
        #expect(verification.trails.map(\.requestID).first == "direct/r1")
        #expect(verification.trails.dropFirst().allSatisfy { $0.requestID.hasPrefix("successor:/direct/r1/") })
        #expect(verification.trails.allSatisfy { $0.findings.isEmpty })
        #expect(verification.findings.count == verification.trails.count - 1)
        for finding in verification.findings {
            guard case .continued(_, let reason) = finding.kind else {
                Issue.record("\(finding)")
                continue
            }
            #expect(finding.requestID == "direct/r1")
            #expect(reason == "It grew each time that the end was to be recorded.")
            #expect(finding.description.contains("was given up after record"))
        }
        // A whole export orders them so too, whatever else is there.
        let others = try AuditVerification(of: records + trail("a1") + trail("z1")).trails.map(\.requestID)
        #expect(others.first == "direct/a1" && others[1] == "direct/r1" && others[2] == successor)
        #expect(others.last == "direct/z1")
    }

    @Test("A successor that does not say what it goes on for, or goes on for what is not there, is found")
    func forgedSuccessors() throws {
        let (records, successor) = try succeeded()
        let own = records.filter { $0.text("request_id") == successor }
        #expect(own[0].text("about") == "direct/r1")
        for name in ["about", "continues_because"] {
            var first = own[0]
            first[name] = nil
            first = try rehashed(first)
            let findings = try AuditChain.verify([first])
            #expect(findings.map(\.kind) == [.continuesUnsaid(predecessor: "direct/r1")], "\(name)")
        }
        let hash = try #require(own[0].text("continues_hash"))
        let alone = try AuditChain.verify(own)
        #expect(alone.map(\.kind).contains(.continuesOtherwise(predecessor: "direct/r1", last: hash)))
        for finding in alone { #expect(finding.description.contains("r1") && finding.description.hasSuffix(".")) }
    }

    @Test("Each finding is a sentence that names the record")
    func sentences() throws {
        var trail = try trail()
        trail[1]["actor"] = "mallory"
        trail[2]["hash"] = "f"
        trail[3]["previous_hash"] = "f"
        let findings = try AuditChain.verify(trail + [["request_id": "r1"]])
        #expect(findings.count == 4)
        for finding in findings {
            #expect(finding.description.contains("r1") && finding.description.hasSuffix("."), "\(finding)")
        }
    }

    private func rehashed(_ record: AuditChain.Attributes) throws -> AuditChain.Attributes {
        var record = record
        record["hash"] = nil
        record["hash"] = .string(try SHA256.hex(JSONValue.object(record).canonicalText))
        return record
    }
}

extension AuditChain.Attributes {
    fileprivate func text(_ name: String) -> String? {
        if case .string(let text)? = self[name] { text } else { nil }
    }
}
