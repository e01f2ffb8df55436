// SPDX-License-Identifier: Apache-2.0

/// An enumeration of the words that may come in one place of a JSON text: the names of an object's members, or the values
/// that a string has to be one of.
///
///     enum Key: String, KnownWord {
///         case name, effect
///         static let words = KnownWords(Self.self)
///     }
package protocol KnownWord: RawRepresentable<String>, CaseIterable where AllCases == [Self] {
    /// `KnownWords(Self.self)`, once.
    static var words: KnownWords { get }
}

/// The words of an enumeration, so that a JSON text is compared with them before it is even looked at for its end.
package struct KnownWords: Sendable {
    /// In the order of the cases.
    let texts: [String]

    private let words: [KnownWordBytes]

    package init<Word: KnownWord>(_ type: Word.Type) {
        self.init(type.allCases.map(\.rawValue))
    }

    private init(_ texts: [String]) {
        // A bit for each is kept where names must not come twice.
        precondition(texts.count <= 64, "an enumeration has too many words")
        self.texts = texts
        words = texts.map { KnownWordBytes($0) }
    }

    /// Which case is written at `start` of `bytes`, with a quotation mark after it; nil if none is, or one is in other
    /// ways: with escapes, or with more than 24 bytes.
    ///
    /// - Parameter hint: the case to look at first.
    func index(at start: Int, in bytes: borrowing RawSpan, hint: Int) -> Int? {
        let first = bytes.word(at: start, before: bytes.byteCount)
        for index in hint..<words.count where words[index].isWritten(first, at: start, in: bytes) { return index }
        for index in 0..<min(hint, words.count) where words[index].isWritten(first, at: start, in: bytes) {
            return index
        }
        return nil
    }

    /// How many bytes the word of a case has.
    func count(_ index: Int) -> Int { words[index].count }
}

/// A word as it is in a JSON text: printable ASCII, and not too long.
private struct KnownWordBytes: Sendable {
    let count: Int
    private let mask: UInt64
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64

    init(_ text: String) {
        let bytes = Array(text.utf8)
        let span = bytes.span.bytes
        count = bytes.count
        mask = count >= 8 ? .max : (1 << UInt64(count * 8)) &- 1
        first = span.word(at: 0, before: count)
        second = span.word(at: 8, before: count)
        third = span.word(at: 16, before: count)
    }

    /// - Parameter word: the eight bytes at `start`.
    @inline(__always)
    func isWritten(_ word: UInt64, at start: Int, in bytes: borrowing RawSpan) -> Bool {
        (word ^ first) & mask == 0 && isEnded(at: start, in: bytes)
    }

    private func isEnded(at start: Int, in bytes: borrowing RawSpan) -> Bool {
        let end = start + count
        guard count <= 24, end < bytes.byteCount,
            bytes.unsafeLoad(fromByteOffset: end, as: UInt8.self) == UInt8(ascii: "\"")
        else { return false }
        if count <= 8 { return true }
        guard bytes.word(at: start + 8, before: end) == second else { return false }
        return count <= 16 || bytes.word(at: start + 16, before: end) == third
    }
}
