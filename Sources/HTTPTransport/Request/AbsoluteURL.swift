// SPDX-License-Identifier: Apache-2.0

/// An `http` or `https` URL as far as it has to be understood here; libcurl parses the rest.
package struct AbsoluteURL: Sendable, Equatable {
    package enum Scheme: String, Sendable {
        case http
        case https
    }

    /// The URL as it was given.
    package let text: String

    package let scheme: Scheme

    /// The host, with the port if there is one. Fit for a log: no path, no query.
    package let authority: String

    /// Why a text was refused, in words that follow "the URL ".
    package struct Refusal: Error, Equatable {
        package let reason: String

        package init(reason: String) {
            self.reason = reason
        }
    }

    /// Accepts only what can be sent as it is: printable ASCII, no user name, no fragment.
    package init(_ text: String) throws(Refusal) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Refusal(reason: "has a character that must be percent-encoded")
        }
        guard let separator = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased())
        else {
            throw Refusal(reason: "does not begin with https:// or http://")
        }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.isEmpty else { throw Refusal(reason: "has no host") }
        // libcurl would turn a user name into an Authorization header, and people misread such URLs.
        guard !authority.contains("@") else { throw Refusal(reason: "has a user name in it") }
        guard !rest.contains("#") else { throw Refusal(reason: "has a fragment, which is never sent") }
        self.text = text
        self.scheme = scheme
        self.authority = String(authority)
    }
}
