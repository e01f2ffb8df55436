// SPDX-License-Identifier: Apache-2.0

/// Establishes who speaks, before anything they say is acted on.
struct Listener {
    let surroundings: Surroundings
    let policy: Policy

    /// Reads an event and tells who sent it.
    ///
    /// - Throws: ``Refusal``: 400 if it cannot be read, 403 if it cannot be told who speaks.
    func hear(_ event: [UInt8], _ arrived: Invocation) async throws(Refusal) -> Heard {
        let members = try EventReader.members(of: event)
        guard arrived.channel == .direct else {
            throw Refusal(.unidentifiedActor, "It cannot be told who speaks through this way in.")
        }
        return Heard(members: members, invocation: arrived.speaking(as: .callingSystem), path: .itsm)
    }
}

/// An event and who sent it.
struct Heard {
    /// What was said.
    let members: [String: JSONValue]

    /// With its speaker.
    let invocation: Invocation

    /// The path by which the speaker comes.
    let path: AccessPath

    /// The name of the person who speaks; nil for a system.
    var ownName: String? { invocation.speaker.userID == nil ? nil : invocation.speaker.name }

    /// The action that is asked for, if it is one of these.
    func action<Action: RawRepresentable>(_: Action.Type) -> Action? where Action.RawValue == String {
        guard case .string(let text)? = members["action"] else { return nil }
        return Action(rawValue: text)
    }
}
