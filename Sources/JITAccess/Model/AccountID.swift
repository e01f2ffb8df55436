// SPDX-License-Identifier: Apache-2.0

/// The id of an AWS account: twelve digits, leading zeros included.
public struct AccountID: Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// Nil unless `text` is exactly twelve ASCII digits.
    public init?(_ text: String) {
        guard text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        description = text
    }

    /// The same from bytes, of which a policy has thousands.
    init?(ascii bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == 12, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        description = String(decoding: bytes, as: UTF8.self)
    }
}
