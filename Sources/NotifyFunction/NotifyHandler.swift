// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What Notify does with a batch of the audit table's stream.
struct NotifyHandler: Sendable {
    let alerts: any Alerts
    let queues: [any NoticeQueue]
    let log: any Diagnostics

    /// What the stream is told.
    ///
    /// Alerts come first, then every queue gets what is new. What failed comes again from the earliest of those records
    /// on: an alert may come twice then, and a notice is told once, because each remembers what it has told.
    func handle(_ event: [UInt8]) async throws(NoticeFailure) -> String {
        guard let value = try? JSONValue(parsing: event), case .array(let elements)? = value.member("Records") else {
            // It would come again and again, and hold up what follows, until it is hours old.
            guard await send(TamperAlert.unreadableBatch) else {
                throw NoticeFailure(message: "This is no batch of the audit table's stream, and it could not be told.")
            }
            return Self.everythingDone
        }
        let records = elements.compactMap(StreamRecord.init)
        var failed: Set<String> = []
        if records.count < elements.count {
            // It has no place in the stream at which it could come again.
            if await !send(TamperAlert.unreadable(elements.count - records.count)) {
                throw NoticeFailure(message: "Records that cannot be read could not be told of.")
            }
        }
        let changed = records.filter { $0.change != .inserted }
        if let first = changed.first, await !send(TamperAlert.of(changed, inTable: Self.table(of: first))) {
            failed.insert(first.sequenceNumber)
        }
        failed.formUnion(await handOver(records.filter { $0.change == .inserted }))
        // The stream begins again at the first.
        let place = records.first { failed.contains($0.sequenceNumber) }?.sequenceNumber
        guard let place else { return Self.everythingDone }
        let answer: JSONValue = ["batchItemFailures": [["itemIdentifier": .string(place)]]]
        return answer.canonicalText
    }

    private static let everythingDone = #"{"batchItemFailures":[]}"#

    /// Where each queue that did not take everything is to begin again.
    private func handOver(_ records: [StreamRecord]) async -> Set<String> {
        guard !queues.isEmpty, !records.isEmpty else { return [] }
        let (portions, tooLarge) = NoticePortions.of(records)
        for record in tooLarge {
            log.error("Nobody is told of \(record.summary): it is larger than any record of ours.")
        }
        return await withTaskGroup(of: String?.self) { group in
            for queue in queues {
                group.addTask { await add(portions, to: queue) }
            }
            var failed: Set<String> = []
            for await place in group {
                if let place { failed.insert(place) }
            }
            return failed
        }
    }

    private func add(_ portions: [NoticePortions.Portion], to queue: any NoticeQueue) async -> String? {
        for portion in portions {
            do throws(NoticeFailure) {
                try await queue.add(portion.payload)
            } catch {
                log.error("New records could not be handed to \(queue.name). \(error.message)")
                return portion.sequenceNumber
            }
        }
        return nil
    }

    private func send(_ alert: Alert) async -> Bool {
        do throws(AlertError) {
            try await alerts.send(alert)
            log.error("\(alert.subject). \(alert.message.split(separator: "\n").prefix(3).joined(separator: " "))")
            return true
        } catch {
            log.error("\(alert.subject), and nobody could be alerted: \(error.message). \(alert.message)")
            return false
        }
    }

    /// The table's name, from the ARN of its stream.
    private static func table(of record: StreamRecord) -> String {
        guard case .string(let arn)? = record.json.member("eventSourceARN") else { return "the audit table" }
        let parts = arn.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count > 1 ? StreamRecord.plain(String(parts[1])) : "the audit table"
    }
}
