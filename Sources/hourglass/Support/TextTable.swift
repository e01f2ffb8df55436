// SPDX-License-Identifier: Apache-2.0

/// A table in columns, without lines.
struct TextTable {
    let headers: [String]
    let rows: [[String]]

    /// One line a row; the last column is not filled up.
    var text: String {
        Self.rows([headers] + rows)
    }

    /// Rows without headers.
    static func rows(_ rows: [[String]]) -> String {
        let lines = rows.map { $0.map(PlainText.line) }
        let widths = (0..<(lines.map(\.count).max() ?? 0)).map { column in
            lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return lines.map { line($0, widths) }.joined(separator: "\n")
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
