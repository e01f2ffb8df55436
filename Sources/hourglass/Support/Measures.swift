// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalLambda

/// Durations and amounts of memory as people read them.
enum Measures {
    /// `started in 18.2 ms, answered in 42.0 ms, peak memory 12.3 MB`
    static func summary(of report: InvocationReport) -> String {
        var parts: [String] = []
        if let start = report.start { parts.append("started in \(milliseconds(report: start)) ms") }
        switch report.outcome {
        case .success, .functionError: parts.append("answered in \(milliseconds(report: report.duration)) ms")
        case .initError, .exited, .timedOut: parts.append("no answer")
        }
        if let peak = report.peakMemory { parts.append("peak memory \(format(megabytes(peak))) MB") }
        return parts.joined(separator: ", ")
    }

    static func milliseconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
    }

    /// Lambda's MB are 1,048,576 bytes.
    static func megabytes(_ bytes: Int) -> Double { Double(bytes) / 1_048_576 }

    /// One decimal, whatever the locale.
    static func format(_ value: Double) -> String { String(format: "%.1f", value) }

    private static func milliseconds(report duration: Duration) -> String { format(milliseconds(duration)) }
}
