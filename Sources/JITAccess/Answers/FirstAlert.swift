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

    /// Whether people know of what is wrong in the settings of this container, or that nothing is.
    private let toldOfFaults = Mutex(false)

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
            let known = try await memory.alerted() ?? .empty
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

    /// Tells of settings that are wrong, once until they are right, and then that they are; whichever container sees it.
    ///
    /// The bound of a day does not hold for these: they are as many as there are settings, and nobody outside causes them.
    func send(
        _ faults: [SettingFault],
        of function: EventAction.Function,
        by alerts: any Alerts,
        at moment: Timestamp,
        log: any Diagnostics
    ) async {
        // What is wrong does not change in the life of a container.
        let isFirst = toldOfFaults.withLock { told in
            defer { told = true }
            return !told
        }
        guard isFirst else { return }
        let now = Timestamp(seconds: moment.seconds)
        for fault in faults { log.error("\(fault.name): \(fault.problem)") }
        var read: AlertedRecord?
        do {
            read = try await memory.alerted() ?? .empty
        } catch {
            guard !faults.isEmpty else {
                // Whether people think that something is wrong is looked up another time.
                toldOfFaults.withLock { $0 = false }
                return
            }
            // Better told twice than never; a container tells of it once.
            log.error("What people have been told of could not be looked up: \(error)")
        }
        let news = FaultNews(faults, read ?? .empty, at: now)
        guard !news.isEmpty else { return }
        do {
            if !news.wrong.isEmpty { try await alerts.send(.settingsWrong(news.wrong, in: function)) }
            if !news.right.isEmpty { try await alerts.send(.settingsRight(news.right, in: function)) }
        } catch {
            log.error("The alert about settings could not be sent: \(error.message)")
            toldOfFaults.withLock { $0 = false }
            return
        }
        guard let read else { return }
        do {
            try await remember(faults, at: now, over: read)
        } catch {
            log.error("That people have been told of settings could not be remembered: \(error)")
        }
    }

    /// - Parameter read: what was remembered before it was sent.
    private func remember(
        _ faults: [SettingFault],
        at now: Timestamp,
        over read: AlertedRecord
    ) async throws(LedgerError) {
        var known = read
        for _ in 1...Self.maximumTries {
            let news = FaultNews(faults, known, at: now)
            // Somebody else has told it too, or the answer to the write was lost, and not the write.
            guard !news.isEmpty else { return }
            let next = known.adding(
                news.wrong.map(\.subject),
                removing: news.right.map { SettingFault.prefix + $0 },
                at: now
            )
            if try await memory.remember(next) { return }
            known = try await memory.alerted() ?? .empty
        }
        throw .conflict([])
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
            known = try await memory.alerted() ?? .empty
            // Somebody else has told it too, or the answer to the write was lost, and not the write.
            if known.knows(key, at: now) { return }
        }
        throw .conflict([])
    }
}

/// What people do not know yet of the settings.
private struct FaultNews {
    /// What they have not been told of.
    let wrong: [SettingFault]

    /// The names of those that they take for wrong, and that are right.
    let right: [String]

    var isEmpty: Bool { wrong.isEmpty && right.isEmpty }

    init(_ faults: [SettingFault], _ known: AlertedRecord, at now: Timestamp) {
        let subjects = faults.map(\.subject)
        wrong = faults.filter { !known.knows($0.subject, at: now) }
        right = known.subjects.keys.filter { $0.hasPrefix(SettingFault.prefix) && !subjects.contains($0) }
            .map { String($0.dropFirst(SettingFault.prefix.count)) }.sorted()
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
