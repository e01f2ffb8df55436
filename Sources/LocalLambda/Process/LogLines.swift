// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Cuts a stream of bytes into lines.
struct LogLines {
    /// CloudWatch Logs splits what is longer.
    static let maximumLength = 256 * 1024

    private var partial: [UInt8] = []

    /// - Returns: The lines that these bytes complete, without their line ends.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> [String] {
        var lines: [String] = []
        var rest = bytes
        while let start = rest.baseAddress, !rest.isEmpty {
            let window = min(rest.count, Self.maximumLength - partial.count)
            if let end = memchr(start, Int32(UInt8(ascii: "\n")), window) {
                let length = start.distance(to: end)
                partial.append(contentsOf: rest.prefix(length))
                if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
                lines.append(cut())
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(length + 1))
            } else {
                partial.append(contentsOf: rest.prefix(window))
                if partial.count == Self.maximumLength { lines.append(cut()) }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(window))
            }
        }
        return lines
    }

    /// - Returns: The last line, if it had no line end.
    mutating func finish() -> String? {
        partial.isEmpty ? nil : cut()
    }

    private mutating func cut() -> String {
        defer { partial.removeAll(keepingCapacity: true) }
        return String(decoding: partial, as: UTF8.self)
    }
}
