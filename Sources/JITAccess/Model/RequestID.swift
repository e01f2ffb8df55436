// SPDX-License-Identifier: Apache-2.0

/// The id of a request: 1 to 128 letters, digits, `.`, `_`, `:` or `-`.
///
/// The alphabet leaves out `#`, which divides the parts of a key in the state table.
public struct RequestID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The most characters an id may have.
    public static let maximumLength = 128

    public let description: String

    /// Nil unless `text` is such an id.
    public init?(_ text: String) {
        guard (1...Self.maximumLength).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else {
            return nil
        }
        description = text
    }

    public static func < (left: RequestID, right: RequestID) -> Bool {
        left.description < right.description
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "._:-".utf8.contains(byte)
        }
    }
}

extension RequestID {
    /// The id of a request that names none: the Lambda request id, with what an id may not have replaced by `-`.
    init(lambdaRequestID: String) {
        let bytes = lambdaRequestID.utf8.prefix(Self.maximumLength).map { Self.isAllowed($0) ? $0 : UInt8(ascii: "-") }
        description = bytes.isEmpty ? "unknown" : String(decoding: bytes, as: UTF8.self)
    }

    /// The trail of what an invocation was refused, or has found out about items that nobody can believe. No request can
    /// have such an id.
    init(attempt lambdaRequestID: String) {
        description = Self.attemptPrefix + Self(lambdaRequestID: lambdaRequestID).description
    }

    private static let attemptPrefix = "attempt:/"

    /// An id as the audit table holds it, which may be one that no request can have.
    init?(stored text: String) {
        if text.hasPrefix(Self.attemptPrefix) {
            guard let id = Self(String(text.dropFirst(Self.attemptPrefix.utf8.count))) else { return nil }
            self.init(attempt: id.description)
        } else {
            self.init(text)
        }
    }

    /// The id of the lease by which a foreign assignment is taken away.
    init(quarantineDigest digest: String) {
        description = "quarantine-\(digest.prefix(32))"
    }

    /// The id that stands for a row of the published sample, which has no request; the same each time it is read.
    init(adoptedRowDigest digest: String) {
        description = "adopted-\(digest.prefix(32))"
    }
}
