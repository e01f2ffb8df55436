// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// The forms that names have in AWS, as far as a typing error can be told from them.
enum AWSNames {
    /// A region: `eu-central-1`.
    static func isRegion(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count >= 3 && text.utf8.count <= 32
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { isLowercase($0) || isDigit($0) } }
    }

    /// The ARN of a standard topic. A FIFO topic, whose name has a dot, refuses messages without a group.
    static func isTopicARN(_ text: String) -> Bool {
        guard let parts = arnParts(text, service: "sns") else { return false }
        return isRegion(parts[3]) && AccountID(String(parts[4])) != nil
            && (1...256).contains(parts[5].utf8.count) && parts[5].utf8.allSatisfy { isWord($0) || $0 == hyphen }
    }

    /// The name of an event bus, or its ARN: `arn:aws:events:eu-central-1:111122223333:event-bus/hourglass`.
    static func isEventBus(_ text: String) -> Bool {
        guard text.contains(":") else { return isEventBusName(text) }
        guard let parts = arnParts(text, service: "events") else { return false }
        let prefix = "event-bus/"
        return isRegion(parts[3]) && AccountID(String(parts[4])) != nil && parts[5].hasPrefix(prefix)
            && isEventBusName(parts[5].dropFirst(prefix.utf8.count))
    }

    private static func isEventBusName(_ text: some StringProtocol) -> Bool {
        (1...256).contains(text.utf8.count) && text.utf8.allSatisfy { isWord($0) || "-.".utf8.contains($0) }
    }

    /// The ARN of an Identity Center instance: `arn:aws:sso:::instance/ssoins-0123456789abcdef`.
    static func isInstanceARN(_ text: String) -> Bool {
        guard let parts = arnParts(text, service: "sso") else { return false }
        let prefix = "instance/"
        let name = parts[5].dropFirst(prefix.utf8.count)
        return parts[3].isEmpty && parts[4].isEmpty && parts[5].hasPrefix(prefix)
            && (1...64).contains(name.utf8.count) && name.utf8.allSatisfy { isWord($0) || "-.".utf8.contains($0) }
    }

    /// The id of an identity store: `d-` and ten letters or digits, such as `d-1234567890`, or a UUID.
    static func isIdentityStoreID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0.utf8.allSatisfy { isLowercase($0) || isDigit($0) } }) else { return false }
        let lengths = parts.map(\.utf8.count)
        return (parts.first == "d" && lengths == [1, 10]) || lengths == [8, 4, 4, 4, 12]
    }

    /// What a key of KMS is called in messages.
    static let keyExpectation = "the ARN, id or alias of a KMS key"

    /// A key of KMS: an id, `alias/hourglass-seal`, or the ARN of either.
    static func isKey(_ text: String) -> Bool {
        (1...2048).contains(text.utf8.count)
            && text.utf8.allSatisfy { isWord($0) || "-:/".utf8.contains($0) }
    }

    /// Three to 255 letters, digits, `_`, `-` or `.`.
    static func isTable(_ text: String) -> Bool {
        (3...255).contains(text.utf8.count) && text.utf8.allSatisfy { isWord($0) || "-.".utf8.contains($0) }
    }

    /// One to 32 letters, digits or `_+=,.@-`. The comma is left out: it divides names from each other.
    static func isPermissionSet(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count) && text.utf8.allSatisfy { isWord($0) || "+=.@-".utf8.contains($0) }
    }

    /// The six parts of an ARN of `service`.
    private static func arnParts(_ text: String, service: String) -> [Substring]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), parts[2] == service else { return nil }
        return parts
    }

    private static let hyphen = UInt8(ascii: "-")

    private static func isWord(_ byte: UInt8) -> Bool {
        isLowercase(byte) || isDigit(byte) || (0x41...0x5A).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func isLowercase(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
