// SPDX-License-Identifier: Apache-2.0

/// The certificate authorities that may vouch for a server.
public enum TrustedAuthorities: Sendable, Equatable {
    /// Those that libcurl was built to trust; one linked statically may know none.
    case system

    /// Those in a PEM file, and no others (`AWS_CA_BUNDLE`).
    case bundle(path: String)

    /// Those in the PEM file `all`, of which `few` name the ones to expect.
    ///
    /// OpenSSL parses a file whole before the first handshake. That handshake takes 20 ms of processor time with the
    /// 140 authorities of a system and 3 ms with five (measured with OpenSSL 3.0, linked statically; shared, it was
    /// 50 ms), and many times that where a function has a fraction of a processor. So `few` are tried alone, and when
    /// one server's certificate comes from another authority, `all` are trusted instead, from then on and for every
    /// server. A server that neither file vouches for is refused.
    case fewFirst(few: String, all: String)

    /// The PEM file that is trusted at first; `nil` for libcurl's own.
    var first: String? {
        switch self {
        case .system: nil
        case .bundle(let path): path
        case .fewFirst(let few, _): few
        }
    }

    /// What is trusted when the first file does not vouch for a server; `nil` if that is final.
    var wider: TrustedAuthorities? {
        switch self {
        case .system, .bundle: nil
        case .fewFirst(_, let all): .bundle(path: all)
        }
    }
}
