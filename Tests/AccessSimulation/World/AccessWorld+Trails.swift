// SPDX-License-Identifier: Apache-2.0

import Hashing
import JITAccess

/// Somebody who can write to the audit table directly.
///
/// The records that they add or change say nothing of grants and ends, so that what the functions have recorded can be
/// held against the invariants all the same.
extension AccessWorld {
    /// Every record, a line each, in the order of their moments.
    public var trailLines: [String] {
        ledger.audit.values.joined().map { record in
            let names = ["timestamp", "action", "status", "reason", "error_message"]
            let parts = names.map { record.text($0) }
            return "\(parts[0]) \(record.requestID) \(record.sequence) \(parts[1...].joined(separator: " "))"
        }.sorted()
    }

    /// Changes the last record of each trail, beside the hash that it had.
    public func spoilTrails() {
        for (id, chain) in ledger.audit {
            guard id.predecessor == nil, var attributes = chain.last?.attributes else { continue }
            attributes["actor"] = "mallory"
            guard let spoilt = AuditRecord(stored: attributes) else { continue }
            ledger.forge(id, chain.dropLast() + [spoilt])
        }
    }

    /// Adds a record to each trail that is as it should be.
    public func growTrails() {
        for id in ledger.audit.keys where id.predecessor == nil { ledger.grow(id) }
    }

    /// From now on adds a record to each trail, just before a function does.
    public func fillTrails(_ isOn: Bool) { ledger.fillsTrails = isOn }
}

extension SimulatedLedger {
    /// Adds a record to the trail, with the hash that it must have.
    func grow(_ id: RequestID) {
        let chain = audit(of: id)
        guard let last = chain.last else { return }
        var attributes: [String: JSONValue] = [
            "request_id": .string(id.description), "sequence": .integer(last.sequence + 1), "action": "READ",
            "status": "DENIED", "actor": "mallory", "previous_hash": .string(last.hash),
            "timestamp": last.attributes["timestamp"] ?? "", "day": last.attributes["day"] ?? "",
        ]
        guard let hash = try? SHA256.hex(JSONValue.object(attributes).canonicalText) else { return }
        attributes["hash"] = .string(hash)
        guard let record = AuditRecord(stored: attributes) else { return }
        append(record)
    }
}
