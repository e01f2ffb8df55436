// SPDX-License-Identifier: Apache-2.0

/// The policy of a function, or why it has none that can be used.
public enum PolicyInForce: Sendable {
    case whole(Policy)
    /// Nothing is lent and nobody is known by it. What is over ends all the same.
    case invalid(SettingFault)

    /// What is wrong with it; nil if nothing is.
    public var fault: SettingFault? {
        guard case .invalid(let fault) = self else { return nil }
        return fault
    }

    /// The policy to look things up in: one that lends nothing and knows nobody if there is none.
    var orNothing: Policy {
        switch self {
        case .whole(let policy): policy
        case .invalid: .nothing
        }
    }

    /// SHA-256 over it, for the trail; nil if there is none.
    var hash: String? {
        guard case .whole(let policy) = self else { return nil }
        return policy.hash
    }

    /// The policy, for whoever decides by it.
    ///
    /// - Throws: ``Refusal`` (503) if it is invalid.
    func deciding() throws(Refusal) -> Policy {
        switch self {
        case .whole(let policy): return policy
        case .invalid: throw .policyInvalid("Nothing is decided meanwhile.")
        }
    }
}

extension PolicyInForce: KnownActors {
    public func actor(arn: String) -> PolicyActor? { orNothing.actor(arn: arn) }
    public func integration(_ name: String) -> PolicyIntegration? { orNothing.integration(name) }
    public var areKnown: Bool { fault == nil }
}

extension Refusal {
    /// What cannot be done without a policy.
    ///
    /// - Parameter consequence: what that means for whoever asks, in a sentence.
    static func policyInvalid(_ consequence: String) -> Refusal {
        Refusal(.policyInvalid, "The policy of Hourglass is invalid. \(consequence) Tell whoever runs Hourglass.")
    }
}
