// SPDX-License-Identifier: Apache-2.0

/// The whole numbers that items hold, and how they go on: whoever may write an item may write the greatest that is read, and
/// what is written next must be one that is read again.
package enum StoredNumbers {
    /// Versions: every reader of JSON knows them exactly.
    package static let versions: ClosedRange<Int64> = 1...9_007_199_254_740_991

    /// What is counted: failures, findings, leases.
    package static let count = 1_000_000_000
}

extension Int64 {
    /// The version of the next write. After the greatest, which only somebody else can have written, it begins anew.
    var nextVersion: Int64 {
        self < StoredNumbers.versions.upperBound ? self + 1 : StoredNumbers.versions.lowerBound
    }
}

extension Int {
    /// One more, as far as is counted.
    var oneMore: Int { more(by: 1) }

    /// Counts one more, as far as is counted.
    mutating func countOne() { self = oneMore }

    /// More, as far as is counted.
    func more(by number: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(number)
        return overflow ? StoredNumbers.count : Swift.min(sum, StoredNumbers.count)
    }
}
