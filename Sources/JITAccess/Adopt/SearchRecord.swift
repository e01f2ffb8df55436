// SPDX-License-Identifier: Apache-2.0

/// How far the search for rows of the published sample is: an item that every sweep gets with what is due, so that knowing
/// that no search is due costs nothing.
public struct SearchRecord: Sendable, Equatable {
    /// When the next sweep is to search, or to go on: in the future while one is at it.
    public var nextAt: Timestamp

    /// The key after which the pass goes on; nil at its beginning.
    public var cursor: String?

    /// The leases that are active, as far as this pass has counted.
    public var activeLeases: Int

    /// Whether this pass has met a row that it could not adopt. Then the next follows at once: such a row is reported on
    /// every sweep until it is gone.
    public var hasTrouble: Bool

    /// The rows that this pass has met and left alone, because none is adopted now.
    var legacy: LegacyRows

    /// How many rows the last whole pass has left alone.
    public var legacyRows: Int

    /// Goes up by one with each write.
    public var version: Int64

    /// Creates a record.
    public init(
        nextAt: Timestamp,
        cursor: String? = nil,
        activeLeases: Int = 0,
        hasTrouble: Bool = false,
        legacyRowsMet: Int = 0,
        oldestOver: Timestamp? = nil,
        legacyRows: Int = 0,
        version: Int64 = 1
    ) {
        self.nextAt = nextAt
        self.cursor = cursor
        self.activeLeases = activeLeases
        self.hasTrouble = hasTrouble
        legacy = LegacyRows(count: legacyRowsMet, oldestOver: oldestOver)
        self.legacyRows = legacyRows
        self.version = version
    }

    /// How many rows this pass has met and left alone so far.
    public var legacyRowsMet: Int { legacy.count }

    /// The earliest end that is over among these.
    public var oldestOver: Timestamp? { legacy.oldestOver }

    /// The record as it is written after this one.
    func next(_ change: (inout SearchRecord) -> Void) -> SearchRecord {
        var next = self
        change(&next)
        next.nextAt = next.nextAt.wholeSecond
        next.version = version.nextVersion
        return next
    }
}
