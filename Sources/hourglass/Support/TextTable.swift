// SPDX-License-Identifier: Apache-2.0

/// A table in columns, without lines.
struct TextTable {
    let headers: [String]
    let rows: [[String]]

    /// One line a row; the last column is not filled up.
    var text: String {
        let lines = ([headers] + rows).map { $0.map(PlainText.line) }
        let widths = headers.indices.map { column in
            lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return lines.map { Self.line($0, widths) }.joined(separator: "\n")
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (cell, width) in zip(cells, widths) {
            line += cell + String(repeating: " ", count: width - cell.count + 2)
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
