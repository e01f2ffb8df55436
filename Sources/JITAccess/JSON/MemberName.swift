// SPDX-License-Identifier: Apache-2.0

/// The name of a member. Most names are only compared, so none becomes a string before it must:
/// `switch name { case "effect": ... }` compares bytes.
package struct MemberName {
    /// A copy of a short name: to refer to the text, and count that reference, would take longer.
    private var short = SIMD16<UInt8>()
    private let shortCount: Int

    /// Where any other name is: one that is longer, or has an escape in it.
    private let other: (bytes: [UInt8], place: JSONReader.NamePlace)?

    init(_ place: JSONReader.NamePlace, in bytes: borrowing [UInt8]) {
        guard place.isPlain, place.content.count <= SIMD16<UInt8>.scalarCount else {
            other = (copy bytes, place)
            shortCount = 0
            return
        }
        other = nil
        shortCount = place.content.count
        for index in 0..<shortCount { short[index] = bytes[place.content.lowerBound + index] }
    }

    package var text: String {
        guard let other else { return String(decoding: (0..<shortCount).map { short[$0] }, as: UTF8.self) }
        return other.place.text(in: other.bytes)
    }

    // Nearly all names differ in length from most of those that they are compared with, so that is inlined.
    @inline(__always)
    package static func ~= (known: StaticString, name: MemberName) -> Bool {
        if name.other == nil, known.utf8CodeUnitCount != name.shortCount { return false }
        return name.isSame(as: known)
    }

    private func isSame(as known: StaticString) -> Bool {
        guard other == nil, known.hasPointerRepresentation else { return known.description == text }
        for index in 0..<shortCount where known.utf8Start[index] != short[index] { return false }
        return true
    }
}

extension JSONReader {
    /// Where the name of a member is.
    struct NamePlace {
        /// Between the quotes.
        let content: Range<Int>

        /// Whether all of it is printable ASCII that stands for itself; then the same names are the same bytes.
        let isPlain: Bool

        func text(in bytes: [UInt8]) -> String {
            if isPlain { return String(decoding: bytes[content], as: UTF8.self) }
            // It was read without a problem before.
            guard var reader = try? JSONReader(bytes) else { return "" }
            reader.position = content.lowerBound - 1
            return (try? reader.scanString()) ?? ""
        }

        func isSame(as other: NamePlace, in bytes: [UInt8]) -> Bool {
            guard isPlain, other.isPlain else { return text(in: bytes) == other.text(in: bytes) }
            guard content.count == other.content.count else { return false }
            for index in 0..<content.count
            where bytes[content.lowerBound + index] != bytes[other.content.lowerBound + index] {
                return false
            }
            return true
        }
    }
}
