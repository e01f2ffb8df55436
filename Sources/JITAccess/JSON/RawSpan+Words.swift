// SPDX-License-Identifier: Apache-2.0

extension RawSpan {
    /// The eight bytes from `start` on, the first one lowest; zeros for those at or after `end`.
    @inline(__always)
    func word(at start: Int, before end: Int) -> UInt64 {
        guard start + 8 <= byteCount else { return rest(at: start, before: end) }
        let word = UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
        let count = end - start
        return count >= 8 ? word : count > 0 ? word & ((1 << UInt64(count * 8)) &- 1) : 0
    }

    /// The same where there are no eight bytes any more.
    private func rest(at start: Int, before end: Int) -> UInt64 {
        let end = Swift.min(start + 8, end, byteCount)
        guard start < end else { return 0 }
        return (start..<end).reversed().reduce(0) { word, index in
            word << 8 | UInt64(unsafeLoad(fromByteOffset: index, as: UInt8.self))
        }
    }

    /// Whether the bytes from `start` on are those of `place`.
    func isSame(at start: Int, as place: Range<Int>) -> Bool {
        guard start + place.count <= byteCount else { return false }
        let distance = start - place.lowerBound
        return stride(from: place.lowerBound, to: place.upperBound, by: 8).allSatisfy { index in
            word(at: index, before: place.upperBound)
                == word(at: index + distance, before: place.upperBound + distance)
        }
    }
}
