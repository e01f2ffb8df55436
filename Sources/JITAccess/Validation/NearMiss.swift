// SPDX-License-Identifier: Apache-2.0

/// Finds what a misspelt name was meant to be. A typo in `duration_hours` must not quietly give the default.
enum NearMiss {
    /// The known name that `name` nearly is: alike but for case and separators, or at most two edits away.
    static func of(_ name: String, among known: [String]) -> String? {
        // Longer names than this cannot be near to any of ours, and the distance costs the product of the lengths.
        guard name.utf8.count <= 40 else { return nil }
        let plain = plain(name)
        return known.first { self.plain($0) == plain }
            ?? known.first { $0.utf8.count > 4 && distance(Array($0.utf8), Array(name.utf8)) <= 2 }
    }

    /// `name` for a message: printable ASCII, and not long.
    static func printable(_ name: String) -> String {
        String(
            decoding: name.utf8.prefix(40).map { (0x21...0x7E).contains($0) ? $0 : UInt8(ascii: "?") },
            as: UTF8.self
        )
    }

    private static func plain(_ name: String) -> [UInt8] {
        name.utf8.compactMap { byte in
            switch byte {
            case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "): nil
            case 0x41...0x5A: byte | 0x20
            default: byte
            }
        }
    }

    /// The Levenshtein distance: insertions, deletions and substitutions of single bytes.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var previous = Array(0...right.count)
        for (row, leftByte) in left.enumerated() {
            var current = [row + 1]
            for (column, rightByte) in right.enumerated() {
                let substitution = previous[column] + (leftByte == rightByte ? 0 : 1)
                current.append(min(substitution, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
