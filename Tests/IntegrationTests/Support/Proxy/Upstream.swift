// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Synchronization
import TestSupport

/// The emulators behind an ``AWSProxy``.
struct Upstream: Sendable {
    /// Where MiniStack is.
    let services: String
    /// Where moto is.
    let directory: String

    /// The operation that a request calls: the last part of X-Amz-Target, or the `Action` of a form.
    static func operation(of request: ReceivedRequest) -> String {
        if let target = request.headers["X-Amz-Target"] {
            return String(target.split(separator: ".").last ?? "")
        }
        let action = request.text.split(separator: "&").first { $0.hasPrefix("Action=") }
        return String(action?.dropFirst("Action=".count) ?? "unknown")
    }

    /// The service that a request calls: the first part of X-Amz-Target without its version, or `form` if there is none.
    static func service(of request: ReceivedRequest) -> String {
        String((request.headers["X-Amz-Target"] ?? "form").prefix { $0 != "_" && $0 != "." })
    }

    /// Passes a request on and waits for the answer; not for a thread of Swift's own pool.
    func send(_ request: ReceivedRequest) -> HTTPResponse {
        var headers = HTTPHeaders()
        for field in request.headers.fields where !Self.ownFields.contains(field.name.lowercased()) {
            headers.append(field.value, for: field.name)
        }
        let outgoing = HTTPRequest(
            .post,
            url(for: request) + request.target,
            headers: headers,
            body: request.body,
            options: HTTPRequest.Options(timeout: .seconds(30), proxy: .none, allowsPlainHTTP: true)
        )
        let answer = Answer()
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            let response = try? await Self.transport.send(outgoing)
            answer.response.withLock { $0 = response }
            done.signal()
        }
        done.wait()
        guard var response = answer.response.withLock({ $0 }) else {
            return HTTPResponse(status: 502, body: Array("the emulator did not answer".utf8))
        }
        for name in Self.ownFields { response.headers[name] = nil }
        return response
    }

    private final class Answer: Sendable {
        let response = Mutex<HTTPResponse?>(nil)
    }

    /// These belong to one connection only.
    private static let ownFields = ["host", "content-length", "connection", "transfer-encoding", "keep-alive"]

    private static let transport = CurlTransport()

    private func url(for request: ReceivedRequest) -> String {
        let target = request.headers["X-Amz-Target"] ?? ""
        let isDirectory = ["SWBExternalService", "AWSIdentityStore", "AWSOrganizations"].contains(
            where: target.hasPrefix
        )
        return isDirectory ? directory : services
    }
}
