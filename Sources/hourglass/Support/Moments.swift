// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Moments and lengths of time as people read them.
enum Moments {
    /// `2026-11-21 09:30:00`, in UTC.
    static func utc(seconds: Int64) -> String {
        utc(iso8601: Timestamp(seconds: seconds).iso8601)
    }

    /// The same moment without the letters and the fraction; what is not RFC 3339 in UTC stays as it is.
    static func utc(iso8601 text: String) -> String {
        guard let parts = text.wholeMatch(of: /(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z/) else { return text }
        return "\(parts.1) \(parts.2)"
    }

    /// `4 hours`, `1 day 12 hours`.
    static func duration(seconds: Int64) -> String {
        LeaseDuration(seconds: seconds)?.description ?? "\(seconds) seconds"
    }

    /// Reads RFC 3339, with or without a fraction of a second; nil if it is none.
    static func parse(_ text: String) -> Timestamp? {
        Timestamp(rfc3339: text)
    }
}
