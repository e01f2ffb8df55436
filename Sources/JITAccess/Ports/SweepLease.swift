// SPDX-License-Identifier: Apache-2.0

/// What keeps two of Revoke's sweeps apart, and tells the next sweep what the one before was at work on if that did not
/// come to its end.
public struct SweepLease: Sendable, Equatable {
    /// Whose sweep it is.
    public enum Sweep: Sendable, Hashable {
        /// Revoke's. One runs at a time.
        case access
        /// Grant's. Two at the same time harm nothing, and nobody waits for another.
        case requests
    }

    public let sweep: Sweep

    /// The invocation.
    public let owner: String

    /// Drawn anew by each sweep: Lambda repeats an invocation that died, under the same id.
    public let run: String

    /// When it runs out, unless it is renewed.
    public let until: Timestamp

    public let attempts: SweepAttempts

    /// Creates a lease.
    public init(sweep: Sweep, owner: String, run: String, until: Timestamp, attempts: SweepAttempts) {
        self.sweep = sweep
        self.owner = owner
        self.run = run
        self.until = until
        self.attempts = attempts
    }
}

/// The items that a sweep is at work on, and those on which sweeps have died. Whoever may write them can put any key here:
/// then its item comes last, and no worse.
public struct SweepAttempts: Sendable, Equatable {
    /// Sweeps that died while they were at work on an item.
    public struct Deaths: Sendable, Equatable {
        public let count: Int

        /// When the last was noticed.
        public let at: Timestamp

        /// Creates a count.
        public init(count: Int, at moment: Timestamp) {
            self.count = count
            at = moment
        }
    }

    /// The keys of the items at work: marked before it begins.
    public let inWork: Set<String>

    public let deaths: [String: Deaths]

    /// Creates what is known of the attempts of a sweep.
    public init(inWork: Set<String> = [], deaths: [String: Deaths] = [:]) {
        self.inWork = inWork
        self.deaths = deaths
    }
}

/// Whether a sweep may run.
public enum SweepTaking: Sendable, Equatable {
    /// It may.
    ///
    /// - Parameter left: what was there before; nil if nothing was, or it cannot be understood.
    case taken(left: SweepLease?)
    /// Another is running.
    case held
}
