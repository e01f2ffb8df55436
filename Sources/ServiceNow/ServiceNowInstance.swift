// SPDX-License-Identifier: Apache-2.0

/// Where an instance of ServiceNow is.
public struct ServiceNowInstance: Sendable, Equatable {
    /// Such as `https://example.service-now.com`, without a slash at its end.
    public let origin: String

    /// Reads the name of an instance (`example`), or the origin of one with a host name of its own. `http` is taken for
    /// the loopback interface only, for a stand-in. Nil if it is neither.
    public init?(_ text: String) {
        if !text.isEmpty, text.utf8.count <= 63, text.utf8.allSatisfy(Self.isNameByte) {
            origin = "https://\(text).service-now.com"
            return
        }
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        for (scheme, isAllowed) in [("https://", Self.isHost), ("http://", Self.isLoopback)] {
            guard trimmed.hasPrefix(scheme) else { continue }
            guard isAllowed(trimmed.dropFirst(scheme.count)) else { return nil }
            origin = trimmed
            return
        }
        return nil
    }

    /// Whether requests go to a stand-in on this machine.
    var isPlain: Bool { origin.hasPrefix("http://") }

    private static func isHost(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 253
            && text.utf8.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }
    }

    private static func isLoopback(_ text: Substring) -> Bool {
        isHost(text) && ["127.0.0.1", "localhost"].contains(text.split(separator: ":").first.map(String.init))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
