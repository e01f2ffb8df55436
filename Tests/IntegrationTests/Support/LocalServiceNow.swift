// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TestSupport
import Testing

/// scripts/lib/servicenow.py, which checks what the real one would refuse, as a process of its own.
final class LocalServiceNow: Sendable {
    let url: String

    private let process: Process
    private let tickets: URL
    private let output: OutputLines

    private final class OutputLines: Sendable {
        let all = Mutex<String>("")
    }

    struct DidNotStart: Error {}

    /// What of a ticket a test decides.
    struct Ticket {
        var isOpen = true
        var state = "Implement"
        /// A user's name or, as they are the same here, e-mail address.
        var assignee: String
        /// From now; for changes.
        var window: ClosedRange<Duration> = .seconds(-3600) ... .seconds(8 * 3600)
    }

    static func with(_ body: (LocalServiceNow) async throws -> Void) async throws {
        let instance = try LocalServiceNow()
        defer { instance.end() }
        try await body(instance)
    }

    /// The variables of Grant, Revoke and the Gateway that lead here; the secret is one of scripts/local-aws.
    var variables: [String: String] {
        ["SERVICENOW_INSTANCE": url, "SERVICENOW_SECRET": "hourglass/servicenow"]
    }

    private init() throws {
        let python = try #require(LocalAWS.variable("HOURGLASS_TEST_PYTHON"), "scripts/local-aws start")
        tickets = FileManager.default.temporaryDirectory.appending(path: "tickets-\(UUID().uuidString).json")
        try Data(#"{"people":{},"tickets":{}}"#.utf8).write(to: tickets)
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let pipe = Pipe()
        process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [
            root.standardizedFileURL.appending(path: "scripts/lib/servicenow.py").path, "--port", "0",
            "--default-tickets", tickets.path,
        ]
        process.standardOutput = pipe
        try process.run()
        let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        guard let place = line.split(separator: " ").last?.trimmingCharacters(in: .whitespacesAndNewlines),
            place.hasPrefix("http://127.0.0.1:")
        else {
            kill(process.processIdentifier, SIGKILL)
            throw DidNotStart()
        }
        url = place
        let output = OutputLines()
        self.output = output
        pipe.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            // It has ended, and would be read for ever.
            if data.isEmpty { handle.readabilityHandler = nil }
            output.all.withLock { $0 += String(decoding: data, as: UTF8.self) }
        }
    }

    private func end() {
        // Other signals are blocked in the threads that tests run in, and so in what they start.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: tickets)
    }

    /// Says how tickets are from now on.
    ///
    /// - Parameter trouble: the status that everything is answered with instead.
    func put(_ all: [String: Ticket], trouble: Int? = nil) throws {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
        func moment(_ offset: Duration) -> String {
            formatter.string(from: Date().addingTimeInterval(TimeInterval(offset.components.seconds)))
        }
        let records = all.mapValues { ticket -> [String: Any] in
            [
                "active": ticket.isOpen, "state": [ticket.isOpen ? "-1" : "3", ticket.state],
                "assigned_to": ticket.assignee, "opened_by": ticket.assignee,
                "start_date": moment(ticket.window.lowerBound), "end_date": moment(ticket.window.upperBound),
            ]
        }
        let people = Dictionary(all.values.map { ($0.assignee, ["email": $0.assignee]) }) { $1 }
        var facts: [String: Any] = ["people": people, "tickets": records]
        facts["trouble"] = trouble
        try JSONSerialization.data(withJSONObject: facts).write(to: tickets, options: .atomic)
    }

    /// The work notes that stand on a ticket: what the stand-in says of each that it took, a moment after it did.
    func notes(on ticket: String) -> [String] {
        let prefix = "200: work note on \(ticket): "
        return output.all.withLock { $0 }.split(separator: "\n").compactMap { line in
            line.range(of: prefix).map { String(line[$0.upperBound...]) }
        }
    }

    /// Waits for a note.
    func hasNote(_ text: String, on ticket: String) async -> Bool {
        await eventually { notes(on: ticket).contains { $0.contains(text) } }
    }
}
