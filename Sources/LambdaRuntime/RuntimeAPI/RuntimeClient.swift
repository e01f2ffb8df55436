// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

/// The calls of the Lambda Runtime API, version 2018-06-01. It sends and receives; ``RuntimeLoop`` decides.
///
/// See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
struct RuntimeClient: Sendable {
    /// The longest answer that Lambda delivers, in bytes: 6 MiB and 100 bytes.
    static let longestResponse = 6 * 1024 * 1024 + 100

    /// The longest event that is read: the same limit with room to spare, since Lambda's word counts and not ours.
    private static let longestEvent = 8 * 1024 * 1024

    /// How long a post may take. The server is on the same machine, but a small function gets little of a processor.
    private static let postTimeout = Duration.seconds(10)

    private let baseURL: String
    private let userAgent: UserAgent
    private let transport: any Transport

    init(runtimeAPI: String, userAgent: UserAgent, transport: any Transport) {
        baseURL = "http://\(runtimeAPI)/2018-06-01/runtime"
        self.userAgent = userAgent
        self.transport = transport
    }

    /// Waits for the next event, for hours if need be: the sandbox may be frozen meanwhile.
    func next(reusingConnection: Bool) async throws(TransportError) -> HTTPResponse {
        try await transport.send(
            HTTPRequest(
                .get,
                "\(baseURL)/invocation/next",
                headers: ["User-Agent": userAgent.headerValue],
                options: options(timeout: nil, reusingConnection: reusingConnection)
            )
        )
    }

    /// Sends `post`.
    func send(_ post: RuntimePost, reusingConnection: Bool) async throws(TransportError) -> HTTPResponse {
        var headers: HTTPHeaders = ["User-Agent": userAgent.headerValue, "Content-Type": "application/json"]
        if let type = post.errorType {
            headers["Lambda-Runtime-Function-Error-Type"] = type.name
        }
        headers["Lambda-Runtime-Invocation-Id"] = post.invocationID
        return try await transport.send(
            HTTPRequest(
                .post,
                baseURL + post.path,
                headers: headers,
                body: post.body,
                options: options(timeout: Self.postTimeout, reusingConnection: reusingConnection)
            )
        )
    }

    private func options(timeout: Duration?, reusingConnection: Bool) -> HTTPRequest.Options {
        HTTPRequest.Options(
            timeout: timeout,
            connectTimeout: .seconds(1),
            maximumResponseBytes: Self.longestEvent,
            proxy: .none,
            allowsPlainHTTP: true,
            reusesConnection: reusingConnection
        )
    }
}
