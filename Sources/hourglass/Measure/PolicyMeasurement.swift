// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What `hourglass measure policy` found.
struct PolicyMeasurement: Codable, Equatable {
    var rules: Int
    var accounts: Int
    var bytes: Int
    /// Reading the policy, which a function does once, when it starts.
    var loadMilliseconds: Summary?
    /// One decision; each is on another account.
    var decisionMilliseconds: Summary?

    private enum CodingKeys: String, CodingKey {
        case rules, accounts, bytes
        case loadMilliseconds = "load_ms"
        case decisionMilliseconds = "decision_ms"
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Strings and finite numbers can always be encoded.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    var table: String {
        let rows = [("loading, ms", loadMilliseconds), ("a decision, ms", decisionMilliseconds)]
        let lines = rows.compactMap { name, summary in
            summary.map { [name, Self.format($0.median), Self.format($0.min), Self.format($0.max)] }
        }
        return "\(rules) rules, \(accounts) accounts, \(bytes) bytes\n"
            + TextTable.rows([["", "median", "min", "max"]] + lines)
    }

    /// Three decimals: a decision takes microseconds.
    private static func format(_ value: Double) -> String { String(format: "%.3f", value) }
}
