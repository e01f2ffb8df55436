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
    func send(_ first: FirstAlert, by alerts: any Alerts, at moment: Timestamp, log: any Diagnostics) async {
        // As it is stored.
        let now = Timestamp(seconds: moment.seconds)
        guard isNews(first.key, at: now) else { return }
        var alert = first.alert
        var remembered: AlertedRecord?
        do {
            guard let written = try await remember(first.key, at: now) else { return }
            remembered = written
            if written.countOfDay(before: now) == AlertedRecord.maximumInADay { alert = alert.asLastOfDay }
        } catch {
            // Better told twice than never; a container tells of each subject once.
            log.error("What people have been told of could not be looked up: \(error)")
        }
        do {
            try await alerts.send(alert)
        } catch {
            log.error("The alert \"\(alert.subject)\" could not be sent: \(error.message)")
            seen.withLock { $0[first.key] = nil }
            if let remembered { _ = try? await memory.remember(remembered.removing(first.key)) }
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

    /// What is remembered from now on; nil if people are not to be told.
    private func remember(_ key: String, at now: Timestamp) async throws(LedgerError) -> AlertedRecord? {
        var tried: AlertedRecord?
        for _ in 1...Self.maximumTries {
            let known = try await memory.alerted() ?? .none
            // The answer to the write was lost, and not the write.
            if known == tried { return known }
            guard !known.isSilent(about: key, at: now) else { return nil }
            let next = known.adding(key, at: now)
            if try await memory.remember(next) { return next }
            tried = next
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
