// SPDX-License-Identifier: Apache-2.0

/// A role or user of IAM that may speak.
public struct PolicyActor: Sendable, Equatable {
    public let name: String

    /// Never a person: people speak through their Identity Center session.
    public let kind: PrincipalKind

    public let path: AccessPath
    public let actions: Set<PolicyAction>
    let arn: ActorARN
    let users: [Pattern]

    /// Whether it may speak for somebody of these names and this id.
    public func speaks(for names: [String], userID: String?) -> Bool {
        users.include(names.map(MatchText.init), userID: userID)
    }
}
