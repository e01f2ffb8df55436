// SPDX-License-Identifier: Apache-2.0

/// An event whose speaker is established and may ask for what it asks for.
public struct SpokenEvent: Sendable, Equatable {
    /// What is said, without what surrounded it.
    public let members: [String: JSONValue]

    /// Nil if that cannot be told: the event is invalid, as its validator will say.
    public let action: EventAction?

    public let speaker: Speaker
    public let mandate: Mandate
}

/// Why nobody was established, or somebody who may not do this; with whom to put on record for the attempt.
public struct UnheardEvent: Error, Sendable, Equatable {
    public let refusal: Refusal
    public let speaker: Speaker

    /// What was asked for, if it came to that.
    public let action: EventAction?

    init(_ refusal: Refusal, from speaker: Speaker, asking action: EventAction? = nil) {
        self.refusal = refusal
        self.speaker = speaker
        self.action = action
    }

    init(
        _ code: Refusal.Code,
        _ message: String,
        from speaker: Speaker,
        asking action: EventAction? = nil,
        alert: FirstAlert? = nil
    ) {
        var refusal = Refusal(code, message)
        refusal.alert = alert
        self.init(refusal, from: speaker, asking: action)
    }
}
