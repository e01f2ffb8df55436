// SPDX-License-Identifier: Apache-2.0

/// What a request that leaves something out means, and the bounds that no policy can widen.
public struct RequestRules: Sendable, Equatable {
    /// How far ahead access may be asked for.
    static let furthestStart = Duration.seconds(90 * 86_400)

    /// How long ago the beginning may be that somebody asks for; clocks differ.
    static let earliestStart = Duration.seconds(300)

    /// The permission set of a request that names none.
    public let defaultPermissionSet: String

    /// The duration of a request that names none.
    public let defaultDuration: LeaseDuration

    /// The longest that access lasts from any decision on, whatever the policy says.
    public let maximumDuration: LeaseDuration

    /// The most requests that one person may have open at a time by one way, from 1 to 1000; see ``Caller/bound(_:)``.
    public let maximumOpenRequests: Int

    /// How many that is if nothing else is said.
    public static let usualOpenRequests = 20

    /// Creates rules.
    public init(
        defaultPermissionSet: String,
        defaultDuration: LeaseDuration,
        maximumDuration: LeaseDuration,
        maximumOpenRequests: Int = usualOpenRequests
    ) {
        self.maximumOpenRequests = maximumOpenRequests
        self.defaultPermissionSet = defaultPermissionSet
        self.defaultDuration = defaultDuration
        self.maximumDuration = maximumDuration
    }

    /// - Throws: ``Refusal``: 403 if the duration is too long, 400 if the beginning is over or too far away.
    func check(_ request: AccessRequest, at now: Timestamp) throws(Refusal) {
        // What cannot be granted needs no look-ups.
        guard request.duration <= maximumDuration else { throw tooLong("The duration of \(request.duration) is") }
        guard let start = request.startAt else { return }
        guard start >= now - Self.earliestStart, start <= now + Self.furthestStart else {
            throw .invalidRequest([FieldProblem("start_at", "must be from now on and within 90 days")])
        }
    }

    /// How long the access would last from now on, for every command that makes or prolongs it.
    ///
    /// - Throws: ``Refusal`` (403) if that is too long.
    func bounded(_ span: LeaseSpan) throws(Refusal) -> LeaseDuration {
        guard span.fromNow <= maximumDuration.duration,
            let length = LeaseDuration(seconds: span.fromNow.components.seconds)
        else {
            let isProlonged = span.fromNow > span.added
            throw tooLong(
                isProlonged
                    ? "With what is left of it the access would last" : "The duration that was asked for is"
            )
        }
        return length
    }

    private func tooLong(_ what: String) -> Refusal {
        Refusal(.durationNotAllowed, "\(what) longer than the \(maximumDuration) allowed.")
    }
}
