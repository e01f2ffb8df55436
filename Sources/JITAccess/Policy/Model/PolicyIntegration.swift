// SPDX-License-Identifier: Apache-2.0

/// A system that speaks for people through an alias of its own.
public struct PolicyIntegration: Sendable, Equatable {
    /// The entry point of its alias.
    public let entryPoint: EntryPoint

    /// The path of its requests, whatever they say of themselves.
    public let path: AccessPath

    public let actions: Set<PolicyAction>
    let users: [Pattern]

    /// The name of the alias.
    public var name: String { entryPoint.description }

    /// Whether it may speak for somebody of these names and this id.
    public func speaks(for names: [String], userID: String?) -> Bool {
        users.include(names.map(MatchText.init), userID: userID)
    }
}
