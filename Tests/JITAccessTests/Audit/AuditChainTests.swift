// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Foundation
import Hashing
import Testing

@testable import JITAccess

@Suite("The audit chain")
struct AuditChainTests {
    private func chain() throws -> [AuditRecord] {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.sweep()
        return world.ledger.audit(of: try id("r1"))
    }

    @Test("It is whole, and any change to any attribute of any record shows")
    func tampering() throws {
        let chain = try chain()
        #expect(chain.count == 5)
        #expect(AuditTrail.problems(of: chain) == [])
        for (index, record) in chain.enumerated() {
            for (name, value) in record.attributes {
                var attributes = record.attributes
                attributes[name] = .string("\(value)x")
                var forged = chain
                forged[index] = record.with(attributes)
                #expect(AuditTrail.problems(of: forged) != [], "\(name) of record \(index + 1)")
                attributes[name] = nil
                forged[index] = record.with(attributes)
                #expect(AuditTrail.problems(of: forged) != [], "\(name) taken out of record \(index + 1)")
            }
        }
    }

    @Test("Each record has the date in UTC of its moment, under its hash like everything else")
    func day() throws {
        for record in try chain() {
            guard case .string(let day)? = record.attributes["day"],
                case .string(let moment)? = record.attributes["timestamp"]
            else { throw CancellationError() }
            #expect(day.utf8.count == 10 && moment.hasPrefix("\(day)T"))
        }
    }

    @Test("A record that is taken out, put in or moved shows")
    func reordering() throws {
        let chain = try chain()
        for index in chain.indices.dropLast() {
            var shorter = chain
            shorter.remove(at: index)
            #expect(AuditTrail.problems(of: shorter) != [], "without record \(index + 1)")
            var swapped = chain
            swapped.swapAt(index, index + 1)
            #expect(AuditTrail.problems(of: swapped) != [], "records \(index + 1) and \(index + 2) swapped")
        }
        #expect(AuditTrail.problems(of: [chain[0]] + chain) != [])
    }

    @Test("A forger who hashes anew must forge every record that follows")
    func rehashing() throws {
        var chain = try chain()
        var attributes = chain[1].attributes
        attributes["user_email"] = "mallory@example.com"
        attributes["hash"] = nil
        let hash = try SHA256.hex(JSONValue.object(attributes).canonicalText)
        attributes["hash"] = .string(hash)
        chain[1] = AuditRecord(requestID: chain[1].requestID, sequence: 2, hash: hash, attributes: attributes)
        #expect(AuditTrail.problems(of: chain) == ["direct/r1 3: the link is broken"])
    }

    @Test("Others can compute the hashes with a JSON library of their own")
    func independentHash() throws {
        for record in try chain() {
            var members: [String: Any] = [:]
            for (name, value) in record.attributes where name != "hash" {
                switch value {
                case .string(let text): members[name] = text
                case .integer(let number): members[name] = number
                default: Issue.record("\(name) is neither text nor a whole number")
                }
            }
            let json = try JSONSerialization.data(
                withJSONObject: members,
                options: [.sortedKeys, .withoutEscapingSlashes]
            )
            #expect(try SHA256.hex(String(decoding: json, as: UTF8.self)) == record.hash)
        }
    }

    @Test("Each record says what, when, who and by whom")
    func attributes() throws {
        let chain = try chain()
        for record in chain {
            for name in [
                "request_id", "action", "status", "timestamp", "actor", "actor_proof", "policy_hash",
                "lambda_request_id",
                "previous_hash", "hash",
            ] {
                #expect(record.attributes[name] != nil, "\(name)")
            }
            #expect(record.attributes["user_id"] == .string(Example.userID))
            #expect(record.attributes["account_id"] == .string(Example.accountText))
            #expect(record.attributes["permission_set"] == .string(Example.permissionSet.name))
        }
        #expect(chain[0].attributes["policy_rule"] == "calling-system")
        #expect(chain[0].attributes["duration_seconds"] == 60)
        #expect(chain[2].attributes["expires_at"] != nil)
        #expect(chain[2].attributes["aws_request_id"] == "aws-operation-1")
        #expect(chain[4].attributes["aws_request_id"] == "aws-operation-2")
        #expect(chain[4].attributes["reason"] == "The lease has expired.")
        let lateness = try #require(chain[4].attributes["lateness_ms"])
        guard case .integer(let milliseconds) = lateness else {
            Issue.record("lateness_ms is no number")
            return
        }
        #expect((10_000..<15_000).contains(milliseconds))
    }
}

extension AuditRecord {
    fileprivate func with(_ attributes: [String: JSONValue]) -> AuditRecord {
        AuditRecord(requestID: requestID, sequence: sequence, hash: hash, attributes: attributes)
    }
}
