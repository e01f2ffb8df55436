// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What `hourglass measure start` found.
struct StartMeasurement: Codable, Equatable {
    var function: String
    var executable: String
    var runs: Int
    /// From the launch of the process to its first request for an event.
    var startMilliseconds: Summary?
    /// The most memory resident until then.
    var memoryAtStartMegabytes: Summary?
    /// How many invocations each run made.
    var invocations: Int
    /// From handing over the event to the answer.
    var invocationMilliseconds: Summary?
    /// The most memory resident until the last invocation was complete.
    var memoryAfterInvocationsMegabytes: Summary?

    private enum CodingKeys: String, CodingKey {
        case function, executable, runs, invocations
        case startMilliseconds = "start_ms"
        case memoryAtStartMegabytes = "memory_at_start_mb"
        case invocationMilliseconds = "invocation_ms"
        case memoryAfterInvocationsMegabytes = "memory_after_invocations_mb"
    }

    var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Strings and finite numbers can always be encoded.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    var table: String {
        let rows: [(String, Summary?)] = [
            ("start to first /next, ms", startMilliseconds),
            ("peak memory at first /next, MB", memoryAtStartMegabytes),
            ("invocation, ms", invocationMilliseconds),
            ("peak memory after \(invocations) invocations, MB", memoryAfterInvocationsMegabytes),
        ]
        let shown = rows.compactMap { name, summary in summary.map { (name, $0) } }
        let width = shown.map(\.0.count).max() ?? 0
        let cells =
            [["", "median", "min", "max"]]
            + shown.map { name, summary in [name] + [summary.median, summary.min, summary.max].map(Measures.format) }
        let lines = cells.map { row in
            row[0].padding(toLength: width, withPad: " ", startingAt: 0)
                + row.dropFirst().map { String(repeating: " ", count: max(0, 10 - $0.count)) + $0 }.joined()
        }
        return (["\(function), \(runs) starts, \(executable)"] + lines).joined(separator: "\n")
    }
}
