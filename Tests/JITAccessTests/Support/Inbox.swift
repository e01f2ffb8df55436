// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Synchronization

/// Keeps alerts, unless it is broken.
final class Inbox: Alerts {
    private let state = Mutex<(alerts: [Alert], isBroken: Bool)>(([], false))

    var subjects: [String] { state.withLock { $0.alerts.map(\.subject) } }
    var messages: [String] { state.withLock { $0.alerts.map(\.message) } }
    var isBroken: Bool {
        get { state.withLock { $0.isBroken } }
        set { state.withLock { $0.isBroken = newValue } }
    }

    private let meanwhile = Mutex<(@Sendable () async -> Void)?>(nil)

    /// What happens while the next alert is being sent.
    var whileSending: (@Sendable () async -> Void)? {
        get { meanwhile.withLock { $0 } }
        set { meanwhile.withLock { $0 = newValue } }
    }

    func send(_ alert: Alert) async throws(AlertError) {
        if let whileSending {
            self.whileSending = nil
            await whileSending()
        }
        guard !isBroken else { throw AlertError("The topic is gone.") }
        state.withLock { $0.alerts.append(alert) }
    }
}

/// Counts errors.
final class ErrorLog: Diagnostics {
    private let errors = Mutex(0)

    var count: Int { errors.withLock { $0 } }

    func info(_ message: String) {}
    func warning(_ message: String) {}
    func error(_ message: String) { errors.withLock { $0 += 1 } }
}
