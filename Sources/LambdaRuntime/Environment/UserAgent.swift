// SPDX-License-Identifier: Apache-2.0

/// How the runtime introduces itself. Lambda records the first product, such as `hourglass/0.1`, as the runtime's
/// release.
public struct UserAgent: Sendable, Equatable {
    /// The header's value: the product, then Swift's version.
    public let headerValue: String

    /// Takes a product's name and version. Each is cut to 64 bytes, and a character that has no place in a product
    /// token (RFC 9110 section 10.1.5) becomes a hyphen.
    public init(product: String, version: String) {
        headerValue = "\(Self.token(product))/\(Self.token(version)) swift/\(Self.swiftVersion)"
    }

    private static func token(_ text: String) -> String {
        let bytes = text.utf8.prefix(64).map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: byte
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte) ? byte : UInt8(ascii: "-")
            }
        }
        return bytes.isEmpty ? "-" : String(decoding: bytes, as: UTF8.self)
    }

    /// The compiler's version; there is no way to ask for it but one at a time.
    private static var swiftVersion: String {
        #if compiler(>=6.4)
            "6.4+"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }
}
