// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess

/// An audit trail as people read it.
enum AuditTable {
    static func text(of records: [AuditChain.Attributes]) -> String {
        TextTable(
            headers: ["#", "time (UTC)", "action", "status", "actor", "established by", "what"],
            rows: records.map { record in
                [
                    record.shown("sequence"), Moments.utc(iso8601: record.shown("timestamp")),
                    record.shown("action"), record.shown("status"), record.shown("actor"),
                    record.shown("actor_proof"), what(record),
                ]
            }
        ).text
    }

    /// What the record adds to the ones before it.
    private static func what(_ record: AuditChain.Attributes) -> String {
        var parts: [String] = []
        if record["action"] == "REQUEST" || record["sequence"] == 1 { parts.append(subject(record)) }
        for (name, label) in [
            ("extends", "extends "), ("start_at", "from "), ("policy_rule", "rule "), ("level", "level "),
            ("ticket", "ticket "), ("comment", ""), ("reason", ""),
            ("error_message", ""), ("justification", "because: "), ("continues_because", "goes on here: "),
        ] {
            let value = record.shown(name)
            if !value.isEmpty { parts.append(label + value) }
        }
        // When access goes, the time it might have lasted would only mislead.
        if case .integer(let end)? = record["expires_at"], !["REVOKE", "RELEASE"].contains(record["action"]) {
            parts.append("until \(Moments.utc(seconds: end))")
        }
        if case .integer(let last)? = record["last_credential_at"], record["action"] != "GRANT" {
            parts.append("sessions of before end by \(Moments.utc(seconds: last))")
        }
        if case .integer(let late)? = record["lateness_ms"] {
            parts.append("\(Measures.format(Double(late) / 1000)) s after it was due")
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private static func subject(_ record: AuditChain.Attributes) -> String {
        var words = [record.shown("permission_set")]
        func add(_ preposition: String, _ value: String) {
            if !value.isEmpty { words.append("\(preposition) \(value)") }
        }
        add("in", record.shown("account_id"))
        add("for", record.shown("user_email"))
        if case .integer(let seconds)? = record["duration_seconds"] { add("for", Moments.duration(seconds: seconds)) }
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension AuditChain.Attributes {
    /// The value as text; nothing if it is not there. An export may hold anything.
    fileprivate func shown(_ name: String) -> String {
        switch self[name] {
        case .string(let text)?: text
        case .null?, nil: ""
        case let other?: other.canonicalText
        }
    }
}
