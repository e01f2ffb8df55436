// SPDX-License-Identifier: Apache-2.0

/// A trail in which the records of a request's end go on, because its own cannot be read or continued.
///
/// Whoever may write to the audit table may spoil any trail. None of that may keep access open, nor have the end go
/// unrecorded: the successor says what it continues and why, and the spoilt trail stays as evidence.
struct SuccessorTrail: Sendable, Equatable {
    /// The id under which its records are.
    let id: RequestID

    /// The request that they are about.
    let requestID: RequestID

    let point: TrailPoint
}

/// Where a trail was left for its successor, as the successor's first record says it.
public struct TrailPoint: Sendable, Equatable {
    /// Why it could not be continued.
    public let reason: String

    /// Where it ended then; nil if that could not be read.
    public let last: AuditTail?

    /// Creates a point.
    public init(reason: String, last: AuditTail?) {
        self.reason = reason
        self.last = last
    }
}

extension Alert {
    /// One alert for all trails that were given up; nil if none was.
    static func successors(_ trails: [SuccessorTrail]) -> Alert? {
        guard !trails.isEmpty else { return nil }
        let named = trails.map { "\($0.requestID) goes on in \($0.id): \($0.point.reason)" }
        return Alert(
            subject: "Hourglass: \(trails.count) audit trails could not be continued",
            message: """
                The end of access is on record, but not in the trail of its request: that was changed, or somebody keeps \
                writing to it. Each goes on in a successor, whose first record says what it continues. No end has waited.

                \(Alert.list(named, most: examples))

                What to do: find out in CloudTrail (DynamoDB data events) who has written to the audit table, and take that \
                right away. Keep both trails; hourglass audit verify --table shows them side by side.
                """
        )
    }
}
