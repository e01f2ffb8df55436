// SPDX-License-Identifier: Apache-2.0

/// Whom the policy knows besides people.
public protocol KnownActors: Sendable {
    /// The actor that this ARN of a user, a role or a session of a role belongs to.
    func actor(arn: String) -> PolicyActor?

    /// The integration whose alias has this name.
    func integration(_ name: String) -> PolicyIntegration?

    /// Whether it can be told whom it knows: not without a policy.
    var areKnown: Bool { get }
}

extension KnownActors {
    public var areKnown: Bool { true }
}

extension Policy: KnownActors {}
