// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// Writes on the ticket of a request what has become of it: given, refused, over, or failed.
public struct TicketNotifier: Notifier {
    public let name: String
    public let stream = NoticeStream.tickets
    private let notes: any TicketNotes
    private let requests: any RequestReader
    private let memory: any DoorMemory
    private let clock: any AccessClock

    /// How long it is remembered that a failing revocation stands on the ticket.
    private static let memoryLength = Duration.seconds(86_400)

    /// Creates the notifier.
    ///
    /// - Parameter name: of the ticket system, under which it is remembered what has been written: `servicenow`.
    public init(
        _ name: String,
        notes: any TicketNotes,
        requests: any RequestReader,
        memory: any DoorMemory,
        clock: any AccessClock
    ) {
        self.name = name
        self.notes = notes
        self.requests = requests
        self.memory = memory
        self.clock = clock
    }

    public func tell(_ event: LifecycleEvent) async throws(WorkFailure) {
        // What a refused request names is nobody's but whoever wrote it there. Only the ticket that was read and found to be
        // theirs when the request was allowed is written on.
        guard TicketNote.isNeeded(for: event), let record = try await requests.request(event.requestID),
            let ticket = record.ownTicket, let note = TicketNote.text(event, record)
        else { return }
        guard event.detailType == "Revocation Failed" else { return try await write(note, on: ticket, event) }
        // Each try that fails is on record, and would fill the ticket.
        let key = "\(name)#revocation-failed#\(event.requestID)"
        guard try await remembering({ () throws(MemoryError) in try await memory.recall(key) }) == nil else { return }
        try await write(note, on: ticket, event)
        let until = clock.now() + Self.memoryLength
        try await remembering { () throws(MemoryError) in try await memory.keep(key, "written", until: until) }
    }

    /// Writes it, or keeps it until the rights of the user are mended.
    private func write(_ note: String, on ticket: String, _ event: LifecycleEvent) async throws(WorkFailure) {
        guard try await !notes.write(note, on: ticket) else { return }
        try await later.keep("\(ticket)\n\(note)", of: event.id)
    }

    private var later: LaterNotices { LaterNotices(name: name, memory: memory, clock: clock) }

    public func makeGood() async throws(WorkFailure) -> Bool {
        try await later.tell { text throws(WorkFailure) in
            guard let end = text.firstIndex(of: "\n") else { return true }
            return try await notes.write(String(text[text.index(after: end)...]), on: String(text[..<end]))
        }
    }

    private func remembering<Value>(_ body: () async throws(MemoryError) -> Value) async throws(WorkFailure) -> Value {
        do throws(MemoryError) {
            return try await body()
        } catch {
            throw WorkFailure("It cannot be told what stands on a ticket. \(error.message)")
        }
    }

    /// Nobody waits at a ticket to be reminded.
    public func remind(at now: Timestamp) async throws(WorkFailure) {}
}
