// SPDX-License-Identifier: Apache-2.0

/// Notes on tickets, where the people who work on them see what was done.
public protocol TicketNotes: Sendable {
    /// Writes a note on a ticket; what is no ticket of the system's gets none.
    ///
    /// - Returns: false if the system refuses it until somebody mends the user or their rights.
    /// - Throws: ``WorkFailure`` if it should be tried again.
    func write(_ note: String, on ticket: String) async throws(WorkFailure) -> Bool
}
