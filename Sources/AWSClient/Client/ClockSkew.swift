// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTransport

/// How far a host's clock is from the local one. A signature is refused when they are five minutes apart.
enum ClockSkew {
    /// A difference in seconds that explains a refused signature. Below it the key is wrong, and sending the request
    /// again would only fail again.
    static let certain = 240.0

    /// An exchange that took longer than this many seconds tells nothing: the machine may have slept.
    private static let longestExchange = 900.0

    /// Seconds the host's clock is ahead, from the `Date` of its answer and the middle of the exchange; `nil` if the
    /// answer does not tell, or comes from a cache.
    static func observed(in headers: HTTPHeaders, sent: Date, received: Date) -> Double? {
        let elapsed = received.timeIntervalSince(sent)
        guard (0...longestExchange).contains(elapsed), headers["Age"] == nil,
            let text = headers["Date"], let date = HTTPDate.parse(text)
        else { return nil }
        return date.timeIntervalSince(sent.addingTimeInterval(elapsed / 2))
    }
}
