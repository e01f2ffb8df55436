// SPDX-License-Identifier: Apache-2.0

/// An absolute `http` or `https` URL, taken apart (RFC 3986) and checked: it holds nothing that libcurl would change
/// before sending it, so that what is signed is what goes out.
struct AbsoluteURL: Equatable {
    enum Scheme: String {
        case http
        case https

        var defaultPort: UInt16 { self == .http ? 80 : 443 }
    }

    /// Why a text is not such a URL, as the end of a sentence. Never the text itself: it may hold a password.
    struct Malformed: Error {
        let reason: String
    }

    let scheme: Scheme

    /// A name or an address, in lower case; an IPv6 address keeps its brackets.
    let host: String

    /// `nil` if it is not given or the scheme's own.
    let port: UInt16?

    /// As written, percent-encoding included; empty or starting with a slash.
    let path: String

    /// As written, without the question mark; `nil` without one.
    let query: String?

    /// What the `Host` header says (RFC 9110 section 7.2).
    var authority: String {
        port.map { "\(host):\($0)" } ?? host
    }

    init(_ text: String) throws(Malformed) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Malformed(reason: "holds a space, a control character or a character that is not ASCII")
        }
        guard !text.contains("#"), !text.contains("\\") else {
            throw Malformed(reason: "holds a '#' or a backslash")
        }
        let (scheme, rest) = try Self.scheme(of: text)
        let authorityEnd = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let (host, port) = try Self.hostAndPort(rest[..<authorityEnd])
        let target = rest[authorityEnd...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)

        self.scheme = scheme
        self.host = host.lowercased()
        self.port = port == scheme.defaultPort ? nil : port
        path = target.first.map(String.init) ?? ""
        query = target.count > 1 ? String(target[1]) : nil
        guard PercentEncoding.isWellFormed(path), PercentEncoding.isWellFormed(query ?? "") else {
            throw Malformed(reason: "holds a '%' that is not followed by two hexadecimal digits")
        }
    }

    private static func scheme(of text: String) throws(Malformed) -> (Scheme, Substring) {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://"),
            let scheme = Scheme(rawValue: text[..<colon].lowercased())
        else {
            throw Malformed(reason: "does not start with http:// or https://")
        }
        return (scheme, text[colon...].dropFirst(3))
    }

    private static func hostAndPort(_ authority: Substring) throws(Malformed) -> (String, UInt16?) {
        guard !authority.contains("@") else {
            throw Malformed(reason: "holds a user name or a password")
        }
        let hostEnd = authority.hasPrefix("[") ? authority.firstIndex(of: "]").map(authority.index(after:)) : nil
        let end = hostEnd ?? authority.firstIndex(of: ":") ?? authority.endIndex
        let host = authority[..<end]
        guard isHost(host) else {
            throw Malformed(reason: "has no valid host name or address")
        }
        guard end < authority.endIndex else { return (String(host), nil) }
        let digits = authority[end...].dropFirst()
        guard authority[end] == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits), port > 0
        else {
            throw Malformed(reason: "has a port that is not a number from 1 to 65535")
        }
        return (String(host), port)
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") {
            return host.hasSuffix("]") && host.contains(":")
                && host.dropFirst().dropLast().utf8.allSatisfy { ASCII.isHexDigit($0) || $0 == 0x3A || $0 == 0x2E }
        }
        return host.utf8.count <= 253
            && host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(HostLabel.isValid)
    }
}
