// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// Keeps the alerts that were sent.
public final class RecordingAlerts: Sendable {
    private let alerts = Box<[Alert]>([])

    init() {}

    /// What has been sent, in order.
    public var sent: [Alert] { alerts.get() }

    /// Forgets what has been sent.
    public func clear() {
        alerts.set([])
    }

    func accept(_ alert: Alert) {
        alerts.update { $0.append(alert) }
    }
}

/// The alerts as an invocation reaches them.
struct AlertsView: Alerts {
    let recording: RecordingAlerts

    func send(_ alert: Alert) async throws(AlertError) {
        guard let process = SimulatedProcess.current else { return recording.accept(alert) }
        try await process.call(.alert) { _ in
            AlertError("The topic does not accept alerts.")
        } _: { () throws(AlertError) in
            recording.accept(alert)
        }
    }
}
