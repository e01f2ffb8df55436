// SPDX-License-Identifier: Apache-2.0

/// Where new records are handed to one kind of notice. Each has a queue and a queue of failures of its own, so that one
/// that is slow or down holds up no other.
protocol NoticeQueue: Sendable {
    /// For the log: `events`.
    var name: String { get }

    /// Puts an event in, and does not wait for what becomes of it.
    func add(_ payload: [UInt8]) async throws(NoticeFailure)
}

/// A hand-over that did not happen.
struct NoticeFailure: Error {
    let message: String
}
