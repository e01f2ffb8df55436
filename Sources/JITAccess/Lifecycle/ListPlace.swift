// SPDX-License-Identifier: Apache-2.0

import Hashing

/// A place in the list of what awaits somebody's approval, as a text that a caller gives back to see what comes after it.
///
/// It says where to look and nothing of what may be seen: whoever makes one up sees what they may see.
struct ListPlace: Equatable {
    /// The longest text of a place.
    static let maximumLength = 600

    /// Where the part of the index begins that is listed; nil for its beginning.
    let start: DueCursor?

    /// The last entry that was shown; nil for none of this part.
    let last: Entry?

    /// What an entry's place in the list follows from.
    struct Entry: Equatable, Comparable {
        /// 0 for the first request of each requester, 1 for the second.
        let round: Int

        /// When it times out, in seconds.
        let seconds: Int64

        /// Tells entries apart that are alike in the others.
        let mark: String

        static func < (left: Entry, right: Entry) -> Bool {
            (left.round, left.seconds, left.mark) < (right.round, right.seconds, right.mark)
        }
    }

    /// Creates a place; nil if it cannot be written.
    init?(start: DueCursor?, last: Entry?) {
        guard start?.storedDueAt == nil else { return nil }
        self.start = start
        self.last = last
    }

    // MARK: As a text

    private static let rounds = 0...1_000_000
    static let markLength = 16

    var text: String {
        var parts = last.map { ["\($0.round)", "\($0.seconds)", $0.mark] } ?? ["", "", ""]
        if let start { parts += ["\(start.dueAt.seconds)", Hexadecimal.encode(start.key.utf8)] }
        return parts.joined(separator: ".")
    }

    /// Nil unless `text` is such a text.
    init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 || parts.count == 5 else { return nil }
        if parts[0].isEmpty, parts[1].isEmpty, parts[2].isEmpty {
            last = nil
        } else {
            guard let round = Int(parts[0]), Self.rounds.contains(round), let seconds = Int64(parts[1]),
                Timestamp.storedSeconds.contains(seconds), parts[2].utf8.count == Self.markLength, Self.isHex(parts[2])
            else { return nil }
            last = Entry(round: round, seconds: seconds, mark: parts[2])
        }
        if parts.count == 5 {
            guard let seconds = Int64(parts[3]), Timestamp.storedSeconds.contains(seconds), let key = Self.key(parts[4])
            else {
                return nil
            }
            start = DueCursor(key: key, dueAt: Timestamp(seconds: seconds))
        } else {
            start = nil
        }
        // One text for each place.
        guard self.text == text else { return nil }
    }

    private static func key(_ text: String) -> String? {
        guard isHex(text), !text.isEmpty, text.utf8.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        var rest = text[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func isHex(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

/// Requests in an order in which the many of one requester do not hide the few of another: of each requester the one that
/// times out first, then of each the second, and so on.
struct FairOrder {
    struct Item {
        let entry: ListPlace.Entry
        let record: RequestRecord
    }

    let items: [Item]

    init(_ requests: [(record: RequestRecord, timesOutAt: Timestamp)]) {
        let entries = requests.map { (record: $0.record, seconds: $0.timesOutAt.seconds, mark: Self.mark($0.record)) }
        let byRequester = Dictionary(grouping: entries) { $0.record.requester }
        items = byRequester.values.flatMap { entries in
            entries.sorted { ($0.seconds, $0.mark) < ($1.seconds, $1.mark) }.enumerated().map { round, entry in
                Item(
                    entry: ListPlace.Entry(round: round, seconds: entry.seconds, mark: entry.mark),
                    record: entry.record
                )
            }
        }.sorted { $0.entry < $1.entry }
    }

    private static func mark(_ record: RequestRecord) -> String {
        let hash = (try? SHA256.hex(record.id.description)) ?? ""
        return String(hash.prefix(ListPlace.markLength))
    }
}

extension RequestRecord {
    /// Who asks, for a list: whoever the calling system asks for, because it asks for everybody.
    fileprivate var requester: String {
        requestedBy.kind == .callingSystem ? "for:\(userID)" : requestedBy.kind.description
    }
}
