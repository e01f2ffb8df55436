// SPDX-License-Identifier: Apache-2.0

/// The name of a member. Most names are only compared, so none becomes a string before it must:
/// `switch name { case "effect": ... }` compares bytes.
package struct MemberName {
    private let place: JSONReader.NamePlace

    /// The text it is in, unless its first bytes are all there is: to count a reference would take longer than to compare.
    private let bytes: [UInt8]?

    init(_ place: JSONReader.NamePlace, in bytes: borrowing [UInt8]) {
        self.place = place
        self.bytes = place.isShort ? nil : copy bytes
    }

    package var text: String {
        guard let bytes else {
            return String(
                decoding: (0..<place.content.count).map { UInt8(truncatingIfNeeded: place.head >> ($0 * 8)) },
                as: UTF8.self
            )
        }
        return place.text(in: bytes)
    }

    // Nearly all names differ in length from most of those that they are compared with, so that is inlined.
    @inline(__always)
    package static func ~= (known: StaticString, name: MemberName) -> Bool {
        if name.bytes == nil, known.utf8CodeUnitCount != name.place.content.count { return false }
        return name.isSame(as: known)
    }

    private func isSame(as known: StaticString) -> Bool {
        guard bytes == nil, known.hasPointerRepresentation else { return known.description == text }
        var rest = place.head
        for index in 0..<place.content.count {
            guard known.utf8Start[index] == UInt8(truncatingIfNeeded: rest) else { return false }
            rest >>= 8
        }
        return true
    }
}

extension JSONReader {
    /// Where the name of a member is.
    struct NamePlace {
        /// How many bytes ``head`` holds.
        private static let headCount = 16

        /// Between the quotes.
        let content: Range<Int>

        /// Whether all of it is printable ASCII that stands for itself; then the same names are the same bytes.
        let isPlain: Bool

        /// Its first bytes, the first one lowest, with zeros after them. Names are seldom longer, so to compare these is
        /// to compare names.
        let head: UInt128

        init(content: Range<Int>, isPlain: Bool, in bytes: [UInt8]) {
            self.content = content
            self.isPlain = isPlain
            head = Self.head(of: content, in: bytes)
        }

        /// Whether ``head`` is all of it.
        var isShort: Bool { isPlain && content.count <= Self.headCount }

        /// One of 64 bits, the same one for the same name: whoever has not seen the bit has not seen the name.
        var mark: UInt64 {
            // What has an escape in it may be the same as anything.
            guard isPlain else { return .max }
            let folded = UInt64(truncatingIfNeeded: head) ^ UInt64(truncatingIfNeeded: head >> 64)
            // 2^64 divided by the golden ratio spreads neighbours out.
            return 1 << ((folded &* 0x9E37_79B9_7F4A_7C15) >> 58)
        }

        private static func head(of content: Range<Int>, in bytes: [UInt8]) -> UInt128 {
            let count = min(content.count, headCount)
            guard content.lowerBound + headCount <= bytes.count else {
                return bytes[content].prefix(count).reversed().reduce(0) { $0 << 8 | UInt128($1) }
            }
            let loaded = bytes.withUnsafeBytes {
                UInt128(littleEndian: $0.loadUnaligned(fromByteOffset: content.lowerBound, as: UInt128.self))
            }
            return count == headCount ? loaded : loaded & ((1 << (count * 8)) - 1)
        }

        func text(in bytes: [UInt8]) -> String {
            if isPlain { return String(decoding: bytes[content], as: UTF8.self) }
            // It was read without a problem before.
            guard var reader = try? JSONReader(bytes) else { return "" }
            reader.position = content.lowerBound - 1
            return (try? reader.scanString()) ?? ""
        }

        func isSame(as other: NamePlace, in bytes: [UInt8]) -> Bool {
            guard isPlain, other.isPlain else { return text(in: bytes) == other.text(in: bytes) }
            guard content.count == other.content.count, head == other.head else { return false }
            return isShort || bytes[content] == bytes[other.content]
        }
    }
}
