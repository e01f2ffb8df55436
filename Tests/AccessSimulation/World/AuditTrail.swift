// SPDX-License-Identifier: Apache-2.0

import Hashing
public import JITAccess

/// Checks the audit trail as an auditor would: from the records alone.
public enum AuditTrail {
    /// What is wrong with the chain of one request; empty if it is whole.
    public static func problems(of chain: [AuditRecord]) -> [String] {
        chain.indices.flatMap { problems(of: chain[$0], after: $0 > 0 ? chain[$0 - 1] : nil) }
    }

    /// What is wrong with one record in its place after another; nil for the first.
    public static func problems(of record: AuditRecord, after previous: AuditRecord?) -> [String] {
        var problems: [String] = []
        let sequence = (previous?.sequence ?? 0) + 1
        let place = "\(record.requestID) \(sequence)"
        if record.sequence != sequence { problems.append("\(place): the sequence is \(record.sequence)") }
        if record.attributes["sequence"] != .integer(record.sequence) { problems.append("\(place): two sequences") }
        if record.text("request_id") != record.requestID.description { problems.append("\(place): two requests") }
        if record.text("previous_hash") != previous?.hash ?? String(repeating: "0", count: 64) {
            problems.append("\(place): the link is broken")
        }
        if record.text("hash") != record.hash { problems.append("\(place): two hashes") }
        var hashed = record.attributes
        hashed["hash"] = nil
        if (try? SHA256.hex(JSONValue.object(hashed).canonicalText)) != record.hash {
            problems.append("\(place): the hash does not fit the record")
        }
        return problems
    }

    /// The actions and statuses of a chain, such as `GRANT SUCCESS`, in order.
    public static func events(of chain: [AuditRecord]) -> [String] {
        chain.map { AuditEvent($0).what }
    }
}
