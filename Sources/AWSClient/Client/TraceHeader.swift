// SPDX-License-Identifier: Apache-2.0

/// `X-Amzn-Trace-Id`, by which Lambda notices functions that call each other in a circle.
enum TraceHeader {
    static let name = "X-Amzn-Trace-Id"

    private static let hexadecimalDigits = Array("0123456789ABCDEF".utf8)

    /// `trace` as a header value: bytes that are not printable ASCII are percent-encoded.
    static func value(_ trace: String) -> String {
        var bytes: [UInt8] = []
        for byte in trace.utf8 {
            if (0x20...0x7E).contains(byte) {
                bytes.append(byte)
            } else {
                bytes += [0x25, hexadecimalDigits[Int(byte >> 4)], hexadecimalDigits[Int(byte & 0x0F)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
