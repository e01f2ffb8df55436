// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
public import HTTPTransport
import JITAccess

/// Calls an instance of ServiceNow as one of its users.
public struct ServiceNowCaller: Sendable {
    /// A check waits no longer than this for ServiceNow, which is in the way of whoever asks for access.
    private static let timeout = Duration.seconds(5)

    private let instance: ServiceNowInstance
    private let transport: any Transport
    private let signIn: any ServiceNowSignIn

    /// Creates a caller.
    public init(_ instance: ServiceNowInstance, over transport: any Transport, as signIn: any ServiceNowSignIn) {
        self.instance = instance
        self.transport = transport
        self.signIn = signIn
    }

    /// Sends one request; if the user is not accepted, once more with the secret read anew, as it may have been changed.
    ///
    /// - Parameter path: what comes after the origin, percent-encoded.
    /// - Throws: ``TicketError`` without an answer, and for 401, 429 and 5xx, which say nothing about what was asked.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        body: [UInt8] = []
    ) async throws(TicketError) -> HTTPResponse {
        let user = try await signIn.user()
        var response = try await attempt(method, path, body, user)
        if response.status == 401 {
            guard let other = try await signIn.user(insteadOf: user) else { throw Self.notAccepted }
            response = try await attempt(method, path, body, other)
            guard response.status != 401 else { throw Self.notAccepted }
        }
        switch response.status {
        case 429: throw TicketError("ServiceNow has no room for more requests just now (429).")
        case 500...: throw TicketError("ServiceNow is in trouble: it answered \(response.status).")
        default: return response
        }
    }

    private static let notAccepted = TicketError(
        "ServiceNow does not accept the user in the secret that SERVICENOW_SECRET names (401).",
        isSetUp: true
    )

    private func attempt(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: [UInt8],
        _ user: ServiceNowUser
    ) async throws(TicketError) -> HTTPResponse {
        var request = HTTPRequest(method, instance.origin + path, body: body)
        request.headers["Accept"] = "application/json"
        if !body.isEmpty { request.headers["Content-Type"] = "application/json" }
        request.headers["Authorization"] = user.authorization
        request.options.timeout = Self.timeout
        request.options.maximumResponseBytes = 256 * 1024
        request.options.allowsPlainHTTP = instance.isPlain
        do {
            return try await transport.send(request)
        } catch {
            throw TicketError("ServiceNow did not answer: \(error.description)")
        }
    }
}
