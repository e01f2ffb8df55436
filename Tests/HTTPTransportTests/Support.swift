// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

/// Options for a server on loopback. The time limit only stops a test that hangs.
func loopback(
    timeout: Duration? = .seconds(20),
    maximumResponseBytes: Int = 8 * 1024 * 1024,
    reusesConnection: Bool = true
) -> HTTPRequest.Options {
    HTTPRequest.Options(
        timeout: timeout,
        maximumResponseBytes: maximumResponseBytes,
        proxy: .none,
        allowsPlainHTTP: true,
        reusesConnection: reusesConnection
    )
}

extension Transport {
    /// The error that `request` ends with, or `nil` if there was a response.
    func failure(_ request: HTTPRequest) async -> TransportError? {
        do {
            _ = try await send(request)
            return nil
        } catch {
            return error
        }
    }
}
