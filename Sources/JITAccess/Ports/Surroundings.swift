// SPDX-License-Identifier: Apache-2.0

/// The time, injected so that tests and the simulation rule it.
public protocol AccessClock: Sendable {
    /// The moment now.
    func now() -> Timestamp

    /// Waits; returns at once when the task is cancelled.
    func sleep(for duration: Duration) async
}

/// Randomness for jitter, injected so that a run can be repeated.
public protocol RandomSource: Sendable {
    /// A number from 0 up to, not including, 1.
    func fraction() -> Double
}

/// Messages to the people who run this.
public protocol Alerts: Sendable {
    /// Sends one alert.
    ///
    /// - Throws: ``AlertError`` if it was not accepted; the caller logs that and goes on.
    func send(_ alert: Alert) async throws(AlertError)
}

/// Something that a person must look at.
public struct Alert: Sendable, Equatable {
    /// One line.
    public let subject: String

    /// What happened and what to do, in plain text.
    public let message: String

    /// Creates an alert.
    public init(subject: AlertText, message: AlertText) {
        self.subject = subject.text
        self.message = message.text
    }

    private init(madeFit subject: String, _ message: String) {
        self.subject = subject
        self.message = message
    }

    /// The same with one more paragraph at the end.
    func adding(_ paragraph: AlertText) -> Alert {
        Alert(madeFit: subject, "\(message)\n\n\(paragraph.text)")
    }
}

/// An alert that could not be sent.
public struct AlertError: Error, Sendable, Equatable {
    public let message: String

    /// Creates an error.
    public init(_ message: String) {
        self.message = message
    }
}

/// The function's log, for what an operator wants to know and no caller or record needs.
public protocol Diagnostics: Sendable {
    /// Something happened as it should.
    func info(_ message: String)

    /// Something went wrong and was coped with.
    func warning(_ message: String)

    /// Something went wrong that a person should know of.
    func error(_ message: String)
}

/// What both functions work with.
public struct Surroundings: Sendable {
    public let ledger: any Ledger
    public let directory: any AccessDirectory
    public let alerts: any Alerts
    public let clock: any AccessClock
    public let random: any RandomSource
    public let log: any Diagnostics
    public let metrics: any Metrics
    public let notifications: any Notifications
    public let tickets: any TicketSystem
    public let afterwards: any Afterwards

    /// By which people are known.
    public let roles: any RoleDirectory

    /// Grant's alone.
    public let seals: any RequestSeals

    /// Where only a rule that names the account lends anything.
    public let protectedAccounts: ProtectedAccounts

    /// What is wrong in the function's settings, beside its policy.
    public let faults: [SettingFault]

    /// One for the life of a container.
    public var firstAlerts: FirstAlerts

    /// One for the life of a container.
    public var attempts: AttemptMemory

    /// Whether rows of the published sample are adopted.
    public let legacyRows: LegacyRows.Mode

    /// Gathers the ports.
    public init(
        ledger: any Ledger,
        directory: any AccessDirectory,
        alerts: any Alerts,
        clock: any AccessClock,
        random: any RandomSource,
        log: any Diagnostics,
        metrics: any Metrics = NoMetrics(),
        notifications: any Notifications = NoNotifications(),
        tickets: any TicketSystem = NoTicketSystem(),
        afterwards: any Afterwards = AtOnce(),
        seals: any RequestSeals = NoSeals(),
        protectedAccounts: ProtectedAccounts,
        legacyRows: LegacyRows.Mode = .off,
        roles: any RoleDirectory = NoRoles(),
        faults: [SettingFault] = [],
        firstAlerts: FirstAlerts = FirstAlerts(NoAlertMemory()),
        attempts: AttemptMemory = AttemptMemory()
    ) {
        self.ledger = ledger
        self.directory = directory
        self.alerts = alerts
        self.clock = clock
        self.random = random
        self.log = log
        self.metrics = metrics
        self.notifications = notifications
        self.tickets = tickets
        self.afterwards = afterwards
        self.seals = seals
        self.roles = roles
        self.faults = faults
        self.firstAlerts = firstAlerts
        self.attempts = attempts
        self.protectedAccounts = protectedAccounts
        self.legacyRows = legacyRows
    }

    /// Sends an alert; a failure is logged and never hides what the alert was about.
    func alert(_ alert: Alert) async {
        do {
            try await alerts.send(alert)
        } catch {
            log.error("The alert \"\(alert.subject)\" could not be sent: \(error.message)")
        }
    }
}
