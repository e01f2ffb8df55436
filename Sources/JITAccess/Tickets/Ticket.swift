// SPDX-License-Identifier: Apache-2.0

/// What the ticket system says about a ticket at this moment.
public struct Ticket: Sendable, Equatable {
    /// When a change is to be made.
    public struct Window: Sendable, Equatable {
        public let start: Timestamp
        public let end: Timestamp

        /// Nil if it would end before it starts.
        public init?(start: Timestamp, end: Timestamp) {
            guard start < end else { return nil }
            self.start = start
            self.end = end
        }
    }

    public let number: String

    /// Whether work on it may still go on.
    public let isOpen: Bool

    /// Its state, as people see it and as the system keeps it: `Implement` and `-1`.
    public let states: [String]

    /// User names and e-mail addresses of those who have to do with it: assigned, requested, opened, affected.
    public let people: [String]

    /// Nil if it is no planned change.
    public let window: Window?

    /// Creates the facts about a ticket.
    public init(number: String, isOpen: Bool, states: [String] = [], people: [String] = [], window: Window? = nil) {
        self.number = number
        self.isOpen = isOpen
        self.states = states
        self.people = people
        self.window = window
    }
}
