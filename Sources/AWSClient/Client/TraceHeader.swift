// SPDX-License-Identifier: Apache-2.0

/// `X-Amzn-Trace-Id`, by which Lambda notices functions that call each other in a circle.
enum TraceHeader {
    static let name = "X-Amzn-Trace-Id"

    /// `trace` as a header value: bytes that are not printable ASCII are percent-encoded.
    static func value(_ trace: String) -> String {
        trace.utf8.map { byte in
            (0x20...0x7E).contains(byte) ? String(Unicode.Scalar(byte)) : PercentEncoding.encode([byte])
        }.joined()
    }
}
