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

    /// Whether it may speak for somebody of these names.
    public func speaks(for names: [String]) -> Bool {
        users.matchAny(of: names.map(MatchText.init))
    }
}
