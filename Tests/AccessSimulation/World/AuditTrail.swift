// SPDX-License-Identifier: Apache-2.0

import Hashing
public import JITAccess

/// Checks the audit trail as an auditor would: from the records alone.
public enum AuditTrail {
    /// What is wrong with the chain of one request; empty if it is whole.
    public static func problems(of chain: [AuditRecord]) -> [String] {
        var problems: [String] = []
        var previous = String(repeating: "0", count: 64)
        for (index, record) in chain.enumerated() {
            let place = "\(record.requestID) \(index + 1)"
            if record.sequence != Int64(index + 1) { problems.append("\(place): the sequence is \(record.sequence)") }
            if record.attributes["sequence"] != .integer(record.sequence) { problems.append("\(place): two sequences") }
            if record.text("previous_hash") != previous { problems.append("\(place): the link is broken") }
            if record.text("hash") != record.hash { problems.append("\(place): two hashes") }
            var hashed = record.attributes
            hashed["hash"] = nil
            if (try? SHA256.hex(JSONValue.object(hashed).canonicalText)) != record.hash {
                problems.append("\(place): the hash does not fit the record")
            }
            previous = record.hash
        }
        return problems
    }

    /// The actions and statuses of a chain, such as `GRANT SUCCESS`, in order.
    public static func events(of chain: [AuditRecord]) -> [String] {
        chain.map { AuditEvent($0).what }
    }
}
