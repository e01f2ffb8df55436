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
            Self.length
        )
        return duration ?? hours
    }

    /// Case does not count: `4H` and `pt4h` are understood.
    private static func length(_ text: String) -> LeaseDuration? {
        let isShort = text.utf8.first.map { (0x30...0x39).contains($0) } ?? false
        return LeaseDuration(parsing: isShort ? text.lowercased() : text.uppercased())
    }

    /// A moment, as RFC 3339 has it.
    ///
    /// A date as a form shows it is refused with the form that is wanted: it does not say where its clock is, and `01/12/2026`
    /// not even which day it is.
    mutating func moment(_ name: String) -> Timestamp? {
        guard let text = text(name, limit: 40) else { return nil }
        let words = text.uppercased()
        if let moment = Timestamp(rfc3339: words) { return moment }
        if let local = Self.localMoment(words) {
            refuse(
                name,
                "must say its time zone: \(local)Z if it is in UTC, or its offset, such as \(local)+01:00"
            )
        } else {
            refuse(
                name,
                "must be a moment such as 2026-01-15T09:00:00Z: year, month, day, T, the time, and Z for UTC or an "
                    + "offset such as +01:00"
            )
        }
        return nil
    }

    /// `2026-12-01T09:00:00` of `2026-12-01 09:00` and the like, which lacks nothing but its time zone; nil if it is not so.
    private static func localMoment(_ text: String) -> String? {
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        guard (1...2).contains(parts.count) else { return nil }
        let time = parts.count == 1 ? "00:00:00" : parts[1].utf8.count == 5 ? "\(parts[1]):00" : String(parts[1])
        let local = "\(parts[0])T\(time)"
        // Nothing else is repeated: it is text of whoever asks.
        guard local.utf8.count == 19, Timestamp(rfc3339: "\(local)Z") != nil else { return nil }
        return local
    }

    /// The id of an account, as it is or as AWS's console shows it: `1111-2222-3333`.
    mutating func accountID(required: Bool = false) -> AccountID? {
        parsed("account_id", limit: 64, required: required, expectation: "a string of 12 digits") { text in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            let isGrouped = parts.count == 3 && parts.allSatisfy { $0.utf8.count == 4 }
            return AccountID(isGrouped ? parts.joined() : text)
        }
    }

    /// A ticket: as ServiceNow writes its number, if it is one of its, and else as it was typed.
    mutating func ticket() -> String? {
        text("ticket", limit: 100).map { TicketNumber($0)?.description ?? $0 }
    }
}
