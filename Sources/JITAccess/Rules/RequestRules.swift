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

    /// The longest duration that is granted, whatever the policy says.
    public let maximumDuration: LeaseDuration

    /// Creates rules.
    public init(defaultPermissionSet: String, defaultDuration: LeaseDuration, maximumDuration: LeaseDuration) {
        self.defaultPermissionSet = defaultPermissionSet
        self.defaultDuration = defaultDuration
        self.maximumDuration = maximumDuration
    }

    /// - Throws: ``Refusal``: 403 if the duration is too long, 400 if the beginning is over or too far away.
    func check(_ request: AccessRequest, at now: Timestamp) throws(Refusal) {
        guard request.duration <= maximumDuration else {
            throw Refusal(
                .durationNotAllowed,
                "The duration of \(request.duration) is longer than the \(maximumDuration) allowed."
            )
        }
        guard let start = request.startAt else { return }
        guard start >= now - Self.earliestStart, start <= now + Self.furthestStart else {
            throw .invalidRequest([FieldProblem("start_at", "must be from now on and within 90 days")])
        }
    }
}
