// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Whether sessions that are open when access ends are ended too, and what is known of permission sets for it.
public final class Fencing: Sendable {
    /// What `FENCE` says.
    public enum Mode: String, Sendable, CaseIterable {
        /// No permission set is written into.
        case off
        /// Those that carry the tag `hourglass:managed` = `true` are.
        case on
    }

    /// How long facts are believed: so long a new tag may go unnoticed.
    private static let memory = Duration.seconds(600)

    public let mode: Mode
    let fencer: any PermissionSetFencer

    /// The most characters that an inline policy may have, white space not counted.
    let policyLimit: Int

    private let known = Mutex<[String: (facts: PermissionSetFacts?, at: Timestamp)]>([:])

    /// Creates one for the life of a container, because it remembers.
    public convenience init(_ mode: Mode, fencer: any PermissionSetFencer) {
        self.init(mode, fencer: fencer, policyLimit: FencedPolicy.iamLimit)
    }

    /// - Parameter policyLimit: another limit than AWS's, to see what happens where there is little room.
    package init(_ mode: Mode, fencer: any PermissionSetFencer, policyLimit: Int) {
        self.policyLimit = policyLimit
        self.mode = mode
        self.fencer = fencer
    }

    /// What is known of a permission set whose assignment is being removed.
    enum Knowledge: Equatable {
        case known(PermissionSetFacts)
        /// The permission set has gone, and with it every role and session of it.
        case gone
        /// It could not be found out; that must not be taken for a set that needs no fence.
        case unknown
    }

    /// What is known, asked for if it is not remembered.
    func knowledge(of permissionSetARN: String, at now: Timestamp) async -> Knowledge {
        let remembered = known.withLock { known in
            known[permissionSetARN].flatMap { now - $0.at < Self.memory ? $0 : nil }
        }
        if let remembered { return remembered.facts.map(Knowledge.known) ?? .gone }
        let fencer = fencer
        let asked = await attempt { () throws(DirectoryError) in try await fencer.facts(about: permissionSetARN) }
        guard case .success(let facts) = asked else { return .unknown }
        // Two levels, because permission sets that are gone are remembered too.
        known.withLock { $0[permissionSetARN] = (facts, now) }
        return facts.map(Knowledge.known) ?? .gone
    }

    /// Whether the end of a binding needs a fence, as far as is known.
    func needsFence(_ knowledge: Knowledge) -> Bool {
        guard mode == .on else { return false }
        switch knowledge {
        case .known(let facts): return facts.isFenced
        case .gone: return false
        case .unknown: return true
        }
    }
}

extension Fencing.Knowledge {
    /// How long a role session lasts at most, in seconds; nil if it is not known.
    var sessionSeconds: Int64? {
        guard case .known(let facts) = self else { return nil }
        return facts.sessionSeconds
    }
}
