// SPDX-License-Identifier: Apache-2.0

/// The id of an AWS account: twelve digits, leading zeros included.
public struct AccountID: Sendable, Hashable {
    private static let digits = 12

    /// A policy has thousands of ids, and a number takes a third of the digits' room.
    private let number: UInt64

    /// Nil unless `text` is exactly twelve ASCII digits.
    public init?(_ text: String) {
        self.init(utf8: text.utf8)
    }

    /// - Parameter bytes: those of a text.
    init?(utf8 bytes: some Collection<UInt8>) {
        guard bytes.count == Self.digits else { return nil }
        var number: UInt64 = 0
        for byte in bytes {
            let digit = byte &- 0x30
            guard digit < 10 else { return nil }
            number = number &* 10 &+ UInt64(digit)
        }
        self.number = number
    }
}

extension AccountID: CustomStringConvertible {
    public var description: String {
        let written = String(number)
        return String(repeating: "0", count: Self.digits - written.utf8.count) + written
    }
}
