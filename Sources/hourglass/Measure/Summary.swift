// SPDX-License-Identifier: Apache-2.0

/// The middle and the ends of several measurements.
struct Summary: Codable, Equatable {
    let median: Double
    let min: Double
    let max: Double

    /// - Returns: nil if there is nothing to summarize.
    init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let middle = sorted.count / 2
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        min = first
        max = last
    }
}
