// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// One attempt at a call that went through a proxy.
struct ProxiedCall: Sendable {
    let id: Int
    /// The service, as `X-Amz-Target` names it, such as `SWBExternalService`; `form` for one.
    let service: String
    let operation: String
    /// What is asked.
    let text: String
    /// What all attempts at one call have in common.
    let invocation: String
    /// Which attempt of the client's it is, from 1.
    let attempt: Int
    /// Which arrival of the operation it is since the proxy began to count, from 1.
    private(set) var arrival = 1
    /// Which call of the operation it is, from 1; further attempts at a call have its number.
    private(set) var number = 1
    /// Whether something else was done with it than passing it on.
    var isTreated = false
    let start = ContinuousClock.now
    /// When its answer was given.
    var end: ContinuousClock.Instant?
    /// Which round it went in, from 1, if calls went in rounds.
    var round: Int?

    init(_ request: ReceivedRequest, id: Int) {
        self.id = id
        operation = Upstream.operation(of: request)
        service = Upstream.service(of: request)
        text = request.text
        invocation = request.headers["amz-sdk-invocation-id"] ?? "unnamed-\(id)"
        // As in `attempt=1; max=3`.
        let attempts = (request.headers["amz-sdk-request"] ?? "").prefix { $0 != ";" }
        attempt = Int(attempts.drop { !$0.isNumber }) ?? 1
    }

    /// Counts it among those that came before.
    mutating func count(among earlier: [ProxiedCall]) {
        let same = earlier.filter { $0.service == service && $0.operation == operation }
        arrival = same.count + 1
        number =
            same.first { $0.invocation == invocation }?.number ?? Set(same.map(\.invocation)).count + 1
    }
}

extension [ProxiedCall] {
    /// The most of them that were under way at one time.
    var mostInFlight: Int {
        let changes = flatMap { call in [(call.start, 1), (call.end ?? .now, -1)] }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
        var (now, most) = (0, 0)
        for (_, change) in changes {
            now += change
            most = Swift.max(most, now)
        }
        return most
    }
}
