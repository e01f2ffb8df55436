// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import HTTPTransport
import JITAccess
import Synchronization

/// A clock that stands still, unless somebody waits or a test moves it: hours pass in no time.
final class StandingClock: AccessClock {
    private let moment: Mutex<Timestamp>

    /// Shows the machine's time.
    init() {
        moment = Mutex(Self.machine)
    }

    static var machine: Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }

    func now() -> Timestamp { moment.withLock { $0 } }

    var date: Date { Date(timeIntervalSince1970: Double(now().milliseconds) / 1000) }

    func sleep(for duration: Duration) async { advance(by: duration) }

    func advance(by duration: Duration) {
        moment.withLock { $0 = $0 + duration }
    }

    func set(_ other: Timestamp) {
        moment.withLock { $0 = other }
    }

    /// Moves to `other`, never backwards.
    func advance(to other: Timestamp) {
        moment.withLock { $0 = max($0, other) }
    }
}

/// Brings a call that a proxy never answers to its end without waiting: the deadline is near, and libcurl gives up.
///
/// That libcurl does give up in time has tests of its own.
struct LateTransport: Transport {
    /// What a proxy sends instead of keeping the client waiting.
    static let late = HTTPResponse(status: 599, headers: ["X-Late": "true"])

    /// What a client leaves to its caller.
    private static let reserve = 1.0

    let base: any Transport
    let clock: StandingClock

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let response = try await base.send(request)
        guard response.headers["X-Late"] != nil, let deadline = CallDeadline.current else { return response }
        let end = (deadline.timeIntervalSince1970 - Self.reserve) * 1000
        clock.advance(to: Timestamp(milliseconds: Int64(end)))
        throw TransportError(.timedOut, "The answer did not come in time.")
    }
}

/// A lucky number, always the same.
struct EvenChance: RandomSource {
    func fraction() -> Double { 0.5 }
}
