// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// Tells people in one tool of theirs what is on record: Slack is one, e-mail would be another.
public protocol Notifier: Sendable {
    /// Its name, under which it is remembered what it has told: `slack`.
    var name: String { get }

    /// By which reading of the audit trail it hears: what cannot be told holds up what follows, there and nowhere else.
    var stream: NoticeStream { get }

    /// Tells of an event. It may come again after an error, and now and then without.
    ///
    /// - Throws: ``WorkFailure`` if it should come again.
    func tell(_ event: LifecycleEvent) async throws(WorkFailure)

    /// Reminds of what ends or times out soon after `now`.
    ///
    /// - Throws: ``WorkFailure`` if somebody could not be reminded, for whom it is tried again in a minute.
    func remind(at now: Timestamp) async throws(WorkFailure)

    /// Tells what could not be told because something was not set up as it must be.
    ///
    /// - Returns: Whether something is still to be told.
    func makeGood() async throws(WorkFailure) -> Bool
}

/// The readings of the audit trail, each by an alias of the Gateway that has its name.
public enum NoticeStream: String, Sendable, CaseIterable {
    /// For people.
    case events
    /// For the ticket system.
    case tickets
}

/// Requests as they are on record, and what is about to end. Reading only.
public protocol RequestReader: Sendable {
    /// The request with this id; nil if there is none.
    func request(_ id: RequestID) async throws(WorkFailure) -> RequestRecord?

    /// The requests whose lease is the last of their access and ends by `moment`, as far as the index knows.
    func leasesEnding(by moment: Timestamp) async throws(WorkFailure) -> [RequestID]

    /// The requests that nobody decides after `moment`.
    func requestsTimingOut(by moment: Timestamp) async throws(WorkFailure) -> [RequestRecord]
}
