// SPDX-License-Identifier: Apache-2.0

// Fields that several events have.

extension EventFields {
    /// The id of a new request, which is its maker's to choose.
    mutating func newRequestID(from entryPoint: EntryPoint) -> RequestID? {
        parsed(
            "request_id",
            limit: GivenRequestID.maximumLength,
            expectation: "letters, digits, . _ : or -"
        ) { text in
            GivenRequestID(text).map { RequestID($0, from: entryPoint) }
        }
    }

    /// A request that is there already.
    mutating func namedRequest(
        _ name: String,
        from entryPoint: EntryPoint,
        required: Bool = false
    ) -> NamedRequest? {
        parsed(
            name,
            limit: RequestID.maximumLength,
            required: required,
            expectation: "letters, digits, . _ : or -, with the entry point and a / in front where it takes that"
        ) { text in
            NamedRequest(text, from: entryPoint)
        }
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
