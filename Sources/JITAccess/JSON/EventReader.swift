// SPDX-License-Identifier: Apache-2.0

/// Reads an event from outside, within limits.
enum EventReader {
    /// The most bytes an event of ours may have. The platform delivers up to 6 MB; a request needs a few hundred.
    static let maximumBytes = 64 * 1024

    /// The most levels of nesting: reading recurses.
    static let maximumDepth = 32

    /// The members of the event.
    ///
    /// - Parameter limit: The most bytes it may have.
    /// - Throws: ``Refusal`` (400) if it is too large, too deep, not JSON or not an object.
    static func members(of event: [UInt8], limit: Int = maximumBytes) throws(Refusal) -> [String: JSONValue] {
        guard event.count <= limit else {
            throw .invalidEvent("The event has \(event.count) bytes; at most \(limit) are accepted.")
        }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: event, maximumDepth: maximumDepth)
        } catch {
            guard !error.isTooDeep else {
                throw .invalidEvent("The event is nested more than \(maximumDepth) levels deep.")
            }
            throw .invalidEvent("The event is not valid JSON: \(error).")
        }
        guard case .object(let members) = value else {
            throw .invalidEvent("The event must be a JSON object, such as {\"user_email\":\"ada@example.com\", ...}.")
        }
        return members
    }
}
