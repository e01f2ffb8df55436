// SPDX-License-Identifier: Apache-2.0

// Fields that several events have.

extension EventFields {
    mutating func requestID(_ name: String, required: Bool = false) -> RequestID? {
        parsed(
            name,
            limit: RequestID.maximumLength,
            required: required,
            expectation: "letters, digits, . _ : or -",
            RequestID.init(_:)
        )
    }

    mutating func source() -> RequestSource? {
        parsed(
            "source",
            limit: 32,
            expectation: "one of " + RequestSource.allCases.map(\.rawValue).joined(separator: ", "),
            RequestSource.init(rawValue:)
        )
    }

    /// `duration`, or `duration_hours` as the published sample has it; not both.
    mutating func duration() -> LeaseDuration? {
        if has("duration"), has("duration_hours") {
            refuse("duration", "must not be given together with duration_hours")
        }
        let hours = wholeNumber("duration_hours", expectation: "a whole number of hours from 1 to 720") { hours in
            LeaseDuration(hours: hours)
        }
        let duration = parsed(
            "duration",
            limit: 32,
            expectation: "a length such as 45m, 4h, 7d or PT4H, from 15 seconds to 720 hours",
            LeaseDuration.init(parsing:)
        )
        return duration ?? hours
    }

    /// A moment, as RFC 3339 has it.
    mutating func moment(_ name: String) -> Timestamp? {
        parsed(name, limit: 40, expectation: "a moment such as 2026-01-15T09:00:00Z", Timestamp.init(rfc3339:))
    }
}
