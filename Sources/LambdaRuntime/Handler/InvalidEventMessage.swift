// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Says where an event does not fit, in words for the one who sent it.
///
/// Only the path and the expected kind are named: `debugDescription` may quote values, and a value may be a secret.
struct InvalidEventMessage {
    /// The sentence.
    let text: String

    init(_ error: DecodingError, event: [UInt8]) {
        switch error {
        case .keyNotFound(let key, let context):
            text = "The event lacks \(Self.path(context.codingPath + [key]))."
        case .valueNotFound(_, let context):
            text = "The event's \(Self.path(context.codingPath)) is null; it must have a value."
        case .typeMismatch(let type, let context):
            text = "The event's \(Self.path(context.codingPath)) must be \(Self.kind(type))."
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            text =
                Self.isJSON(event)
                ? "The event has a malformed number or string, or a number that does not fit, such as 1.5 for a count."
                : "The event is not valid JSON."
        case .dataCorrupted(let context):
            text = "The event's \(Self.path(context.codingPath)) has a value that is not allowed there."
        @unknown default:
            text = "The event could not be read."
        }
    }

    /// Whether the brackets, commas and so on are right. `JSONDecoder` looks at numbers and strings only when they are
    /// asked for, and then says of a number that does not fit what it says of broken syntax, and not where it is.
    private static func isJSON(_ event: [UInt8]) -> Bool {
        struct Anything: Decodable {
            init(from decoder: any Decoder) {}
        }
        return (try? JSONDecoder().decode(Anything.self, from: Data(event))) != nil
    }

    /// A JSONPath such as `$.accounts[2].name` (RFC 9535), of bounded length.
    private static func path(_ keys: [any CodingKey]) -> String {
        let deepest = 16
        var path = "$"
        for key in keys.prefix(deepest) {
            if let index = key.intValue {
                path += "[\(index)]"
            } else if isPlain(key.stringValue) {
                path += ".\(key.stringValue)"
            } else {
                // A dictionary's key comes from the event, so it may be anything, of any length.
                path += "[?]"
            }
        }
        return keys.count > deepest ? path + "…" : path
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 64
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
                default: false
                }
            }
    }

    private static func kind(_ type: Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is [Any].Type: "a list"
        case is [String: Any].Type: "an object"
        default: "of another type"
        }
    }
}
