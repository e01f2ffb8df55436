// SPDX-License-Identifier: Apache-2.0

import JITAccess

extension PolicyExplanation {
    /// For people, on several lines.
    var readable: String {
        switch decision {
        case .allowed(let allowance): allowance.readable.joined(separator: "\n")
        case .refused(let refusal): (["Refused: \(refusal.message)"] + reasons(refusal)).joined(separator: "\n")
        }
    }

    private func reasons(_ refusal: PolicyRefusal) -> [String] {
        if case .denied = refusal.code {
            let others = rules.filter { !$0.isDeny && $0.matches }.map(\.name)
            return others.isEmpty ? [] : ["Without it, these would allow it: \(others.joined(separator: ", "))"]
        }
        let near = nearMisses()
        guard !near.isEmpty else { return ["No rule comes near: each misses more than two things."] }
        return ["Rules that nearly matched:"]
            + near.flatMap { rule in ["  \(rule.name)"] + rule.missing.map { "    it \($0.wish)" } }
    }

    /// For scripts.
    var json: JSONValue {
        var members: [String: JSONValue]
        switch decision {
        case .allowed(let allowance): members = allowance.json
        case .refused(let refusal):
            members = [
                "decision": "refused", "code": .string(refusal.code.word), "message": .string(refusal.message),
                "near_misses": .array(nearMisses().map(\.json)),
            ]
            members["rule"] = refusal.rule.map(JSONValue.string)
        }
        members["matching_rules"] = .array(rules.filter(\.matches).map { .string($0.name) })
        return .object(members)
    }
}

extension PolicyAllowance {
    fileprivate var readable: [String] {
        var lines: [String]
        switch approval {
        case .automatic: lines = ["Allowed at once"]
        case .levels(let levels, let timeout):
            lines = ["Allowed after approval"]
            for level in levels {
                let stepUp = level.needsStepUp ? ", each by a call that they sign themselves" : ""
                let other = level.needsOtherEntryPoint ? ", each by another way than the request came" : ""
                lines.append("  \(level.name): \(level.required) of \(level.approvers.readable)\(stepUp)\(other)")
            }
            lines.append("  times out: after \(LeaseDuration(seconds: timeout.components.seconds)?.description ?? "0")")
        }
        return lines + [
            "  rule: \(rule)", "  at most: \(maximumDuration)", "  with extensions: \(maximumTotal)",
            "  digest of the rule: \(ruleDigest)",
        ]
    }

    fileprivate var json: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "decision": "automatic", "rule": .string(rule), "rule_digest": .string(ruleDigest),
            "maximum_seconds": .integer(maximumDuration.seconds),
            "maximum_total_seconds": .integer(maximumTotal.seconds), "approvals": .integer(Int64(approval.total)),
        ]
        if case .levels(let levels, let timeout) = approval {
            members["decision"] = "approval"
            members["timeout_seconds"] = .integer(timeout.components.seconds)
            members["levels"] = .array(
                levels.map { level in
                    [
                        "name": .string(level.name), "required": .integer(Int64(level.required)),
                        "approvers": .string(level.approvers.readable), "step_up": .bool(level.needsStepUp),
                        "other_entry_point": .bool(level.needsOtherEntryPoint),
                    ]
                }
            )
        }
        return members
    }
}

extension RuleExplanation {
    fileprivate var json: JSONValue {
        let missing = missing.map { part -> JSONValue in ["what": .string(part.what), "wish": .string(part.wish)] }
        return ["rule": .string(name), "missing": .array(missing)]
    }
}
