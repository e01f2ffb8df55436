// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

/// The headers that are signed, in canonical form.
struct CanonicalHeaders {
    /// One `name:value` line each, every one with a line break at its end.
    let lines: String

    /// The names, separated by semicolons.
    let names: String

    /// What may be added, changed or dropped between here and the service, and the signature itself.
    private static let unsigned: Set<String> = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization", "te",
        "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    init(_ headers: HTTPHeaders) {
        var values: [String: [String]] = [:]
        for field in headers.fields {
            values[field.name.lowercased(), default: []].append(Self.collapsed(field.value))
        }
        let signed = values.filter { !Self.unsigned.contains($0.key) }.sorted { $0.key < $1.key }
        lines = signed.map { "\($0.key):\($0.value.joined(separator: ","))\n" }.joined()
        names = signed.map(\.key).joined(separator: ";")
    }

    /// `value` without spaces and tabs at its ends, and with a single space for each run of them inside.
    private static func collapsed(_ value: String) -> String {
        let words = value.utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return words.map { String(Substring($0)) }.joined(separator: " ")
    }
}
