// SPDX-License-Identifier: Apache-2.0

/// Whose requests and refused attempts are counted together: one person, however they come, one actor, or one system that
/// speaks for many people.
public struct Caller: Sendable, Hashable {
    /// How much more a system may have than one person: it speaks for many.
    static let systemFactor = 50

    /// As the counters name it; it follows from what was established of the caller, never from what they say.
    public let name: String

    /// Whether it speaks for many people.
    public let isSystem: Bool

    private init(_ kind: Speaker.Kind, isSystem: Bool = false) {
        name = kind.description
        self.isSystem = isSystem
    }

    /// Those whose requests grow in number when `speaker` makes one: a person who comes by an integration counts, and so does
    /// the integration.
    static func all(of speaker: Speaker) -> [Caller] {
        guard case .person = speaker.kind, case .integration(let name) = speaker.proof else {
            return one(of: speaker).map { [$0] } ?? []
        }
        return [Caller(speaker.kind), Caller(.integration(name), isSystem: true)]
    }

    /// Whoever speaks; nil for the schedule, and for somebody who could not be established.
    static func one(of speaker: Speaker) -> Caller? {
        switch speaker.kind {
        case .person, .mapped: Caller(speaker.kind)
        case .callingSystem, .integration: Caller(speaker.kind, isSystem: true)
        case .schedule, .unidentified: nil
        }
    }

    /// The bound that holds for this caller, from the one for a person.
    func bound(_ ofPerson: Int) -> Int {
        isSystem ? ofPerson * Self.systemFactor : ofPerson
    }
}
