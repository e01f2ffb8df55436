// SPDX-License-Identifier: Apache-2.0

/// Sends HTTP requests. ``CurlTransport`` is the real one; tests use scripted ones.
public protocol Transport: Sendable {
    /// Sends `request` and returns the whole response, whatever its status.
    ///
    /// Redirects are not followed. Cancelling the task ends the exchange at once.
    ///
    /// - Throws: ``TransportError`` if there is no complete response.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}
