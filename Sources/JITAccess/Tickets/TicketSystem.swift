// SPDX-License-Identifier: Apache-2.0

/// The system in which tickets are kept, to be asked and never changed.
public protocol TicketSystem: Sendable {
    /// The ticket with this number; nil if the system says that there is none.
    ///
    /// - Throws: ``TicketError`` if the system does not say: nothing is decided on that.
    func ticket(_ number: String) async throws(TicketError) -> Ticket?
}

/// The ticket system did not answer, or not in a way that can be understood.
public struct TicketError: Error, Sendable, Equatable {
    /// What happened and what to do, for the log and the record; it has no secrets in it.
    public let message: String

    /// Whether it stays so until somebody mends the user, their rights or the secret.
    public let isSetUp: Bool

    /// Creates an error.
    public init(_ message: String, isSetUp: Bool = false) {
        self.message = message
        self.isSetUp = isSetUp
    }
}

/// For an installation without a ticket system: no ticket can be checked.
public struct NoTicketSystem: TicketSystem {
    /// Creates it.
    public init() {}

    public func ticket(_ number: String) async throws(TicketError) -> Ticket? {
        throw TicketError("No ticket system is configured: set SERVICENOW_INSTANCE and SERVICENOW_SECRET.")
    }
}
