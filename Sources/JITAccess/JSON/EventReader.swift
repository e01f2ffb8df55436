// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Reads an event from outside, within limits.
enum EventReader {
    /// The most bytes an event of ours may have. The platform delivers up to 6 MB; a request needs a few hundred.
    static let maximumBytes = 64 * 1024

    /// The most levels of nesting. The decoder recurses, and its own limit of 512 is more than a small stack holds.
    static let maximumDepth = 32

    /// The members of the event.
    ///
    /// - Parameter limit: The most bytes it may have.
    /// - Throws: ``Refusal`` (400) if it is too large, too deep, not JSON or not an object.
    static func members(of event: [UInt8], limit: Int = maximumBytes) throws(Refusal) -> [String: JSONValue] {
        guard event.count <= limit else {
            throw .invalidEvent("The event has \(event.count) bytes; at most \(limit) are accepted.")
        }
        guard depth(of: event) <= maximumDepth else {
            throw .invalidEvent("The event is nested more than \(maximumDepth) levels deep.")
        }
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(event)) else {
            throw .invalidEvent("The event is not valid JSON.")
        }
        guard case .object(let members) = value else {
            throw .invalidEvent("The event must be a JSON object, such as {\"user_email\":\"ada@example.com\", ...}.")
        }
        return members
    }

    /// The deepest nesting of brackets outside strings, without decoding.
    private static func depth(of event: [UInt8]) -> Int {
        var depth = 0
        var deepest = 0
        var isInString = false
        var isEscaped = false
        for byte in event {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return deepest
    }
}
