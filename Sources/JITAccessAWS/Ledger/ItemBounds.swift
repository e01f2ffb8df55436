// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// How great what an item holds may be. Whoever may write to a table may write any number and any text into it: what is
/// outside these bounds is not computed with, and its item cannot be understood.
enum ItemBounds {
    /// Versions.
    static let versions = StoredNumbers.versions

    /// Places in a trail: the one after is such a number too.
    static let places: ClosedRange<Int64> = 1...9_007_199_254_740_990

    /// Moments in seconds.
    static let moments = Timestamp.storedSeconds

    /// The same in milliseconds.
    static let momentsInMilliseconds = moments.lowerBound * 1000...moments.upperBound * 1000 + 999

    /// How long a lease may be, with all its extensions and with what the published sample may have lent: ten years.
    static let leaseSeconds: ClosedRange<Int64> = 0...315_576_000

    /// How long a session of a role may last: AWS allows twelve hours.
    static let sessionSeconds: ClosedRange<Int64> = 0...604_800

    /// What is counted: failures, findings, leases.
    static let count = StoredNumbers.count

    /// Levels of approval.
    static let level = 1_000

    /// Members of a list or map of an item.
    static let members = 10_000

    // MARK: Texts, in bytes

    /// Ids, digests, e-mail addresses, and names of people, permission sets, rules and levels.
    static let name = 1_024

    /// ARNs, keys, and people who are called by an ARN.
    static let arn = 2_048

    /// What a person has written.
    static let words = 16_384

    /// The canonical JSON of a custom permission set.
    static let definition = 262_144
}
