// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// An alert that people get when something happens for the first time, and not each time: somebody causes it who may go on
/// causing it.
struct FirstAlert: Sendable, Equatable {
    /// What it is about, such as `session#111122223333`: the same again is no news.
    let key: String

    let alert: Alert

    init(_ key: String, subject: AlertText, message: AlertText) {
        self.key = key
        alert = Alert(subject: subject, message: message)
    }
}

/// Sends first alerts: once in thirty days for each subject, by whichever container, and twenty a day in all.
///
/// One for the life of a container, which remembers what it need not look up again.
public final class FirstAlerts: Sendable {
    /// How often others may write between reading and writing.
    private static let maximumTries = 4

    /// The most that a container remembers by itself.
    private static let maximumSeen = 200

    private let memory: any AlertMemory
    private let seen = Mutex<[String: Timestamp]>([:])

    /// Creates one that remembers what `memory` does.
    public init(_ memory: any AlertMemory) {
        self.memory = memory
    }

    /// Sends it if it is the first of its kind; see ``AlertedRecord``.
    ///
    /// It is remembered when it was sent, and not before: if this dies in between, or two send at the same time, people are told
    /// twice, and never not at all.
    func send(_ first: FirstAlert, by alerts: any Alerts, at moment: Timestamp, log: any Diagnostics) async {
        // As it is stored.
        let now = Timestamp(seconds: moment.seconds)
        guard isNews(first.key, at: now) else { return }
        var alert = first.alert
        var read: AlertedRecord?
        do {
            let known = try await memory.alerted() ?? .none
            read = known
            guard !known.isSilent(about: first.key, at: now) else { return }
            if known.countOfDay(before: now) == AlertedRecord.maximumInADay - 1 { alert = alert.asLastOfDay }
        } catch {
            // Better told twice than never; a container tells of each subject once.
            log.error("What people have been told of could not be looked up: \(error)")
        }
        do {
            try await alerts.send(alert)
        } catch {
            log.error("The alert \"\(alert.subject)\" could not be sent: \(error.message)")
            seen.withLock { $0[first.key] = nil }
            return
        }
        guard let read else { return }
        do {
            try await remember(first.key, at: now, over: read)
        } catch {
            log.error("That people have been told of \(first.key) could not be remembered: \(error)")
        }
    }

    /// Whether this container has not come across it lately.
    private func isNews(_ key: String, at now: Timestamp) -> Bool {
        seen.withLock { seen in
            if let at = seen[key], at <= now, now - at < AlertedRecord.life { return false }
            if seen.count >= Self.maximumSeen { seen = [:] }
            seen[key] = now
            return true
        }
    }

    /// - Parameter read: what was remembered before it was sent.
    private func remember(_ key: String, at now: Timestamp, over read: AlertedRecord) async throws(LedgerError) {
        var known = read
        for _ in 1...Self.maximumTries {
            if try await memory.remember(known.adding(key, at: now)) { return }
            known = try await memory.alerted() ?? .none
            // Somebody else has told it too, or the answer to the write was lost, and not the write.
            if known.knows(key, at: now) { return }
        }
        throw .conflict([])
    }
}

extension Alert {
    fileprivate var asLastOfDay: Alert {
        adding(
            """
            This is the last of \(AlertedRecord.maximumInADay) such alerts in a day. What else is refused is in the \
            audit trail.
            """
        )
    }
}
