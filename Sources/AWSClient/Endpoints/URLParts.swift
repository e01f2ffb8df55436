// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

/// A URL that ``CurlTransport`` would send as it is, taken apart as signing needs it (RFC 3986).
struct URLParts: Equatable {
    let scheme: AbsoluteURL.Scheme

    /// The host, and the port unless it is the scheme's own; in lower case, as the `Host` header has it
    /// (RFC 9110 section 7.2).
    let authority: String

    /// As written, percent-encoding included; empty or starting with a slash.
    let path: String

    /// As written, without the question mark; `nil` without one.
    let query: String?

    /// - Throws: `AbsoluteURL.Refusal` with a reason that never repeats the text: it may hold a password.
    init(_ text: String) throws(AbsoluteURL.Refusal) {
        let url = try AbsoluteURL(text)
        let (host, port) = try Self.hostAndPort(url.authority)
        let start = "\(url.scheme.rawValue)://\(url.authority)".utf8.count
        let target = String(Substring(text.utf8.dropFirst(start)))
            .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)

        scheme = url.scheme
        authority = port.map { $0 == url.scheme.defaultPort ? host : "\(host):\($0)" } ?? host
        path = target.first.map(String.init) ?? ""
        query = target.count > 1 ? String(target[1]) : nil
        guard PercentEncoding.isWellFormed(path), PercentEncoding.isWellFormed(query ?? "") else {
            throw AbsoluteURL.Refusal(reason: "has a '%' that is not followed by two hexadecimal digits")
        }
    }

    private static func hostAndPort(_ authority: String) throws(AbsoluteURL.Refusal) -> (String, UInt16?) {
        let afterAddress = authority.hasPrefix("[") ? authority.firstIndex(of: "]").map(authority.index(after:)) : nil
        let end = afterAddress ?? authority.firstIndex(of: ":") ?? authority.endIndex
        guard isHost(authority[..<end]) else {
            throw AbsoluteURL.Refusal(reason: "has no valid host name or address")
        }
        let host = authority[..<end].lowercased()
        guard end < authority.endIndex else { return (host, nil) }
        let digits = authority[end...].dropFirst()
        guard authority[end] == ":", digits.utf8.allSatisfy(ASCII.isDigit), let port = UInt16(digits), port > 0 else {
            throw AbsoluteURL.Refusal(reason: "has a port that is not a number from 1 to 65535")
        }
        return (host, port)
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") {
            return host.hasSuffix("]") && host.contains(":")
                && host.dropFirst().dropLast().utf8.allSatisfy { ASCII.isHexDigit($0) || ":.".utf8.contains($0) }
        }
        return host.utf8.count <= 253
            && host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(HostLabel.isValid)
    }
}

extension AbsoluteURL.Scheme {
    fileprivate var defaultPort: UInt16 {
        switch self {
        case .http: 80
        case .https: 443
        }
    }
}
