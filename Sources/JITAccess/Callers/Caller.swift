// SPDX-License-Identifier: Apache-2.0

/// Whose requests and refused attempts are counted together: one person by one way, one actor, or one system that speaks for many
/// people.
///
/// What an integration does in somebody's name is counted apart from what they sign themselves, and from what others do in their name:
/// nobody loses by the word of one system what they may do by another way.
public struct Caller: Sendable, Hashable {
    /// How much more a system may have than one person: it speaks for many.
    static let systemFactor = 50

    /// As the counters name it; it follows from what was established of the caller, never from what they say.
    public let name: String

    /// Whether it speaks for many people.
    public let isSystem: Bool

    /// How a person has come, such as `integration:slack`; nil for all others, who have one way.
    let way: String?

    /// A person, by the way that they have come.
    private init(_ person: Speaker.Kind, by proof: Speaker.Proof) {
        name = "\(person)/\(proof)"
        way = proof.description
        isSystem = false
    }

    private init(_ kind: Speaker.Kind, isSystem: Bool = false) {
        name = kind.description
        way = nil
        self.isSystem = isSystem
    }

    /// Those whose requests grow in number when `speaker` makes one: a person who comes by an integration counts, and so does
    /// the integration.
    static func all(of speaker: Speaker) -> [Caller] {
        guard case .person = speaker.kind, case .integration(let name) = speaker.proof else {
            return one(of: speaker).map { [$0] } ?? []
        }
        return [Caller(speaker.kind, by: speaker.proof), Caller(.integration(name), isSystem: true)]
    }

    /// Whoever speaks; nil for the schedule, and for somebody who could not be established.
    static func one(of speaker: Speaker) -> Caller? {
        switch speaker.kind {
        case .person: Caller(speaker.kind, by: speaker.proof)
        case .mapped: Caller(speaker.kind)
        case .callingSystem, .integration: Caller(speaker.kind, isSystem: true)
        case .schedule, .unidentified: nil
        }
    }

    /// The bound that holds for this caller, from the one for a person.
    func bound(_ ofPerson: Int) -> Int {
        isSystem ? ofPerson * Self.systemFactor : ofPerson
    }
}
