// SPDX-License-Identifier: Apache-2.0

/// An event that was sent to the function as it is, directly or through the alias of an integration.
enum BareEvent {
    /// What is said.
    ///
    /// - Throws: ``Refusal`` (400) if it is unreadable, or imitates what only a function URL may say: a request context
    ///   names a caller, and whoever can write one could name anybody.
    static func members(of event: [UInt8]) throws(Refusal) -> [String: JSONValue] {
        let members = try EventReader.members(of: event)
        guard members["requestContext"] == nil else {
            throw .invalidEvent(
                "The event has a requestContext, which is believed of the function's URL alone. "
                    + "Call the URL, or send the fields without it."
            )
        }
        return TypedFields.normalized(members)
    }
}
