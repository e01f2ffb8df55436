// SPDX-License-Identifier: Apache-2.0

/// What the protocol knows of the invocation it runs in.
public struct Invocation: Sendable, Equatable {
    /// How far the clocks of two invocations may be apart.
    static let skew = Duration.seconds(60)

    /// How long one may last, by another's clock: Lambda ends each after fifteen minutes.
    static let longest = Duration.seconds(900) + skew

    /// The Lambda request id.
    public let requestID: String

    /// When the platform ends the invocation.
    public let deadline: Timestamp

    /// The X-Ray trace id, if there is one.
    public let traceID: String?

    /// The way in by which it came.
    public let channel: Channel

    /// The account that the function is in, as the invoked ARN says; nil if it says none. People call with sessions of it.
    public let functionAccount: AccountID?

    /// Who speaks; nobody until that is established.
    public let speaker: Speaker

    /// SHA-256 over the policy that is in force, for the trail.
    public let policyHash: String?

    /// Creates an invocation whose speaker is not established yet.
    public init(
        requestID: String,
        deadline: Timestamp,
        traceID: String? = nil,
        channel: Channel,
        functionAccount: AccountID? = nil
    ) {
        self.init(
            requestID: requestID,
            deadline: deadline,
            traceID: traceID,
            channel: channel,
            functionAccount: functionAccount,
            speaker: .unidentified(channel),
            policyHash: nil
        )
    }

    private init(
        requestID: String,
        deadline: Timestamp,
        traceID: String?,
        channel: Channel,
        functionAccount: AccountID?,
        speaker: Speaker,
        policyHash: String?
    ) {
        self.policyHash = policyHash
        self.requestID = requestID
        self.deadline = deadline
        self.traceID = traceID
        self.channel = channel
        self.functionAccount = functionAccount
        self.speaker = speaker
    }

    /// The same invocation, as whoever has to leave `reserve` of its time to others sees it.
    func leaving(_ reserve: Duration) -> Invocation {
        Invocation(
            requestID: requestID,
            deadline: deadline - reserve,
            traceID: traceID,
            channel: channel,
            functionAccount: functionAccount,
            speaker: speaker,
            policyHash: policyHash
        )
    }

    /// The same invocation, on record as `speaker`, under this policy.
    func speaking(as speaker: Speaker, under policy: PolicyInForce) -> Invocation {
        Invocation(
            requestID: requestID,
            deadline: deadline,
            traceID: traceID,
            channel: channel,
            functionAccount: functionAccount,
            speaker: speaker,
            policyHash: policy.hash
        )
    }
}
