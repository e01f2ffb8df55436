// SPDX-License-Identifier: Apache-2.0

/// Remembers, beyond the life of a container, what people have been told of.
public protocol AlertMemory: Sendable {
    /// What they have been told of, read consistently; nil if nothing has been remembered.
    func alerted() async throws(LedgerError) -> AlertedRecord?

    /// Remembers `record`, if the version before it is there still (or none, for the first).
    ///
    /// - Returns: false if somebody else has written meanwhile.
    func remember(_ record: AlertedRecord) async throws(LedgerError) -> Bool
}

/// Remembers nothing.
public struct NoAlertMemory: AlertMemory {
    /// Creates one.
    public init() {}

    public func alerted() async throws(LedgerError) -> AlertedRecord? { nil }
    public func remember(_ record: AlertedRecord) async throws(LedgerError) -> Bool { true }
}

/// What people have been told of lately. It cannot grow: whoever causes alerts must not fill a table or an inbox.
public struct AlertedRecord: Sendable, Equatable {
    /// The most subjects it holds.
    public static let maximum = 100

    /// The most alerts in a day.
    static let maximumInADay = 20

    /// How long a subject is remembered. What goes on for longer is told again.
    static let life = Duration.seconds(30 * 86_400)

    /// One more than before each time it is written; the first is 1.
    public let version: Int64

    /// When each subject was told of.
    public let subjects: [String: Timestamp]

    /// Gathers what is remembered.
    public init(version: Int64, subjects: [String: Timestamp]) {
        self.version = version
        self.subjects = subjects
    }

    /// Nothing yet.
    static let empty = AlertedRecord(version: 0, subjects: [:])

    /// Whether people know of `subject`, or have been told as much in a day as they are told. A moment that is yet to come
    /// counts for neither.
    func isSilent(about subject: String, at now: Timestamp) -> Bool {
        knows(subject, at: now) || countOfDay(before: now) >= Self.maximumInADay
    }

    /// Whether people have been told of `subject`, and not so long ago that they are told again.
    func knows(_ subject: String, at now: Timestamp) -> Bool {
        guard let told = subjects[subject] else { return false }
        return told <= now && now - told < Self.life
    }

    /// How many alerts there were in the day before `now`.
    func countOfDay(before now: Timestamp) -> Int {
        subjects.values.count { $0 <= now && now - $0 < .seconds(86_400) }
    }

    /// The next version, in which people have been told of `subject`. The oldest goes if there is no room.
    func adding(_ subject: String, at now: Timestamp) -> AlertedRecord {
        var next = subjects
        next[subject] = nil
        let kept = next.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(Self.maximum - 1)
        next = Dictionary(uniqueKeysWithValues: Array(kept))
        next[subject] = now
        return AlertedRecord(version: version.nextVersion, subjects: next)
    }

    /// The next version, in which people have been told of some, and not of others.
    func adding(_ some: [String], removing others: [String], at now: Timestamp) -> AlertedRecord {
        var next = subjects.filter { !others.contains($0.key) }
        for subject in some { next[subject] = now }
        let kept = next.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.prefix(Self.maximum)
        return AlertedRecord(version: version + 1, subjects: Dictionary(uniqueKeysWithValues: Array(kept)))
    }
}
