// SPDX-License-Identifier: Apache-2.0

/// What a reconcile is to do.
public struct ReconcileOrder: Sendable, Equatable {
    /// How far it goes.
    public enum Mode: String, Sendable, CaseIterable {
        /// Reports, and changes no access.
        case plan
        /// Repairs what is ours.
        case apply
    }

    /// Which foreign assignments it takes away too.
    public enum Quarantine: Sendable, Equatable {
        case nothing
        /// Every one that is found.
        case everything
        /// Those with these keys, as findings name them: user id, account and ARN of the permission set with `#` between.
        case listed(Set<String>)

        /// The most that can be listed: they are kept in one item.
        public static let maximumListed = 100

        func names(_ binding: Binding) -> Bool {
            switch self {
            case .nothing: false
            case .everything: true
            case .listed(let keys): keys.contains(binding.key)
            }
        }
    }

    public let mode: Mode
    public let quarantine: Quarantine

    /// In the words of whoever asked, for the trail.
    public let reason: String?

    /// Creates an order.
    public init(_ mode: Mode, quarantine: Quarantine = .nothing, reason: String? = nil) {
        self.mode = mode
        self.quarantine = quarantine
        self.reason = reason
    }
}

/// What a reconcile event asks for.
enum ReconcileCommand: Equatable {
    case run(ReconcileOrder)
    /// Show how far the last one is, and what it found.
    case status
}
