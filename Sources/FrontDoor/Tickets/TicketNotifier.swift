// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// Writes on the ticket of a request what has become of it: given, refused, over, or failed.
public struct TicketNotifier: Notifier {
    public let name: String
    private let notes: any TicketNotes
    private let requests: any RequestReader

    /// Creates the notifier.
    ///
    /// - Parameter name: of the ticket system, under which it is remembered what has been written: `servicenow`.
    public init(_ name: String, notes: any TicketNotes, requests: any RequestReader) {
        self.name = name
        self.notes = notes
        self.requests = requests
    }

    public func tell(_ event: LifecycleEvent) async throws(WorkFailure) {
        guard let note = TicketNote.text(event), let ticket = try await ticket(of: event) else { return }
        try await notes.write(note, on: ticket)
    }

    /// Nobody waits at a ticket to be reminded.
    public func remind(at now: Timestamp) async throws(WorkFailure) {}

    /// The ticket that the request names: in its own record, or, for what happens later, in the request.
    private func ticket(of event: LifecycleEvent) async throws(WorkFailure) -> String? {
        if let ticket = event.detail["ticket"]?.text { return ticket }
        return try await requests.request(event.requestID)?.request.ticket
    }
}
