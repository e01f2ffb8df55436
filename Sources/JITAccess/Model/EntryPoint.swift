// SPDX-License-Identifier: Apache-2.0

/// By what a request was made: the function's URL, the function itself, or the alias of an integration.
///
/// Every request has it in front of its id, so nobody who comes by one entry point can take an id away from somebody who
/// comes by another.
public struct EntryPoint: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The most characters a name may have; an alias of Lambda may have more, which the policy does not take.
    public static let maximumLength = 64

    /// The function's URL.
    public static let functionURL = EntryPoint(known: Channel.functionURLAlias)

    /// The function itself, without an alias.
    public static let direct = EntryPoint(known: "direct")

    /// The name: letters, digits, `-` and `_`.
    public let description: String

    private init(known name: String) {
        description = name
    }

    /// The entry point of this name; nil if none can have it.
    public init?(_ text: String) {
        let isAllowed = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        guard (1...Self.maximumLength).contains(text.utf8.count), isAllowed,
            !text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        description = text
    }

    /// The entry point of an integration, by the name of its alias as in
    /// https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html; nil if none can have it, or it is kept for the
    /// functions' own.
    public init?(alias: String) {
        self.init(alias)
        guard self != .functionURL, self != .direct else { return nil }
    }

    public static func < (left: EntryPoint, right: EntryPoint) -> Bool {
        left.description < right.description
    }
}
