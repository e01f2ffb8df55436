// SPDX-License-Identifier: Apache-2.0

/// How far the comparison of requests with their bindings is: an item that every sweep gets with what is due, so that
/// knowing that none is due costs nothing.
public struct ComparisonRecord: Sendable, Equatable {
    /// When the next sweep is to compare, or to go on: in the future while one is at it.
    public var nextAt: Timestamp

    /// Where in the due-index the pass goes on; nil at its beginning.
    public var cursor: DueCursor?

    /// Goes up by one with each write.
    public var version: Int64

    /// Creates a record.
    public init(nextAt: Timestamp, cursor: DueCursor? = nil, version: Int64 = 1) {
        self.nextAt = nextAt
        self.cursor = cursor
        self.version = version
    }

    /// The record as it is written after this one.
    func next(_ nextAt: Timestamp, from cursor: DueCursor?) -> ComparisonRecord {
        ComparisonRecord(nextAt: nextAt.wholeSecond, cursor: cursor, version: version.nextVersion)
    }
}
