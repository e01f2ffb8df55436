// SPDX-License-Identifier: Apache-2.0

/// The name of a member where it is in the text. Most names are only compared, so none becomes a string before it must:
/// `switch name { case "effect": ... }` compares bytes.
package struct MemberName {
    let bytes: [UInt8]
    let place: JSONReader.NamePlace

    package var text: String { place.text(in: bytes) }

    // Nearly all names differ in length from most of those that they are compared with, so that is inlined.
    @inline(__always)
    package static func ~= (known: StaticString, name: MemberName) -> Bool {
        if name.place.isPlain, known.utf8CodeUnitCount != name.place.content.count { return false }
        return name.isSame(as: known)
    }

    private func isSame(as known: StaticString) -> Bool {
        guard place.isPlain else { return known.description == text }
        let content = place.content
        guard known.hasPointerRepresentation, known.utf8CodeUnitCount == content.count else { return false }
        for index in 0..<content.count where known.utf8Start[index] != bytes[content.lowerBound + index] {
            return false
        }
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
