// SPDX-License-Identifier: Apache-2.0

/// Who speaks, and how that was established. A name in a payload is neither.
public struct Speaker: Sendable, Equatable {
    /// What kind of speaker it is, and with it what it may do.
    public enum Kind: Sendable, Equatable {
        /// A person of Identity Center, by their Identity Store id.
        case person(userID: String)
        /// A role or user of IAM that the policy knows by this name.
        case mapped(String)
        /// The system that invokes the function directly, without an alias.
        case callingSystem
        /// An integration that speaks for itself and for nobody else.
        case integration(String)
        /// The schedule.
        case schedule
        /// Somebody who could not be established; may do nothing, and is on record with what was refused.
        case unidentified
    }

    /// How it was established who speaks.
    public enum Proof: Sendable, Equatable {
        /// IAM has checked the signature of a session of an Identity Center role.
        case identityCenterSession
        /// IAM has checked the signature of a role or user.
        case iam
        /// The integration whose alias was invoked says so; the policy lets it speak for others.
        case integration(String)
        /// IAM lets only the calling system invoke the function directly.
        case directInvocation
        /// EventBridge's schedule, or a sweep that somebody asked for.
        case schedule
        case none
    }

    /// The name on record: a user name, an ARN, or a word for the system.
    public let name: String

    public let kind: Kind
    public let proof: Proof

    /// IAM's id of whoever signed the call, such as `AROAEXAMPLE:ada`; nil if nobody did.
    public let callerID: String?

    /// Creates a speaker whose proof has been seen.
    public init(name: String, kind: Kind, proof: Proof, callerID: String? = nil) {
        self.name = name
        self.kind = kind
        self.proof = proof
        self.callerID = callerID
    }

    /// The system that invokes the function directly.
    public static let callingSystem = Speaker(
        name: "direct-invocation",
        kind: .callingSystem,
        proof: .directInvocation
    )

    /// A sweep.
    public static let sweep = Speaker(name: "sweep", kind: .schedule, proof: .schedule)

    /// EventBridge's schedule, for what is not a sweep.
    public static let schedule = Speaker(name: "schedule", kind: .schedule, proof: .schedule)

    /// Nobody that could be established, through `channel`.
    public static func unidentified(_ channel: Channel) -> Speaker {
        Speaker(name: "unidentified (\(channel))", kind: .unidentified, proof: .none)
    }

    /// The Identity Store id, if the speaker is a person: what people are compared by.
    public var userID: String? {
        guard case .person(let userID) = kind else { return nil }
        return userID
    }

    /// Whether it is the system that invokes the function directly.
    var isCallingSystem: Bool { kind == .callingSystem }

    /// Whether it is the same person or system, who came by the same way. People are compared by their id: a name may
    /// change and may be another's tomorrow.
    func isSameCaller(as other: Speaker) -> Bool { kind == other.kind && proof == other.proof }
}

extension Speaker.Proof: CustomStringConvertible {
    /// The word on record.
    public var description: String {
        switch self {
        case .identityCenterSession: "identity_center_session"
        case .iam: "iam"
        case .integration(let name): "integration:\(name)"
        case .directInvocation: "direct_invocation"
        case .schedule: "schedule"
        case .none: "none"
        }
    }

    /// Reads the word on record; nil if it is none of them.
    public init?(_ text: String) {
        switch text {
        case "identity_center_session": self = .identityCenterSession
        case "iam": self = .iam
        case "direct_invocation": self = .directInvocation
        case "schedule": self = .schedule
        case "none": self = .none
        default:
            let parts = text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0] == "integration" else { return nil }
            self = .integration(String(parts[1]))
        }
    }
}

extension Speaker.Kind: CustomStringConvertible {
    /// The words on record.
    public var description: String {
        switch self {
        case .person(let userID): "person:\(userID)"
        case .mapped(let name): "mapped:\(name)"
        case .callingSystem: "calling_system"
        case .integration(let name): "integration:\(name)"
        case .schedule: "schedule"
        case .unidentified: "unidentified"
        }
    }

    /// Reads the words on record; nil if they are none of them.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.dropFirst().first) {
        case ("person", let userID?): self = .person(userID: userID)
        case ("mapped", let name?): self = .mapped(name)
        case ("calling_system", nil): self = .callingSystem
        case ("integration", let name?): self = .integration(name)
        case ("schedule", nil): self = .schedule
        case ("unidentified", nil): self = .unidentified
        default: return nil
        }
    }
}
