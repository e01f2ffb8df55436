// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// Keeps the log.
public final class RecordingDiagnostics: Diagnostics {
    /// One line of the log.
    public struct Line: Sendable, Equatable {
        /// How grave it is.
        public enum Level: Sendable { case info, warning, error }

        public let level: Level
        public let message: String
    }

    private let kept = Box<[Line]>([])
    private let sawEvent = Box(false)
    private static let eventMembers = [TextPattern("\"action\""), TextPattern("\"user_email\"")]

    init() {}

    /// What has been logged, in order.
    public var lines: [Line] { kept.get() }

    /// Whether an event, or a piece of one, was ever among it. Looked at as it comes: the invariants are checked often.
    var hasEvent: Bool { sawEvent.get() }

    /// The messages of one level.
    public func messages(_ level: Line.Level) -> [String] {
        lines.filter { $0.level == level }.map(\.message)
    }

    /// Forgets what has been logged.
    public func clear() {
        kept.set([])
    }

    public func info(_ message: String) { add(.info, message) }
    public func warning(_ message: String) { add(.warning, message) }
    public func error(_ message: String) { add(.error, message) }

    private func add(_ level: Line.Level, _ message: String) {
        // The dead do not write.
        if SimulatedProcess.current?.isBuried == true { return }
        if Self.eventMembers.contains(where: { $0.isIn(message) }) { sawEvent.set(true) }
        kept.update { $0.append(Line(level: level, message: message)) }
    }
}
