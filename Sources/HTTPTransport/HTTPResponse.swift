// SPDX-License-Identifier: Apache-2.0

/// One HTTP response, complete in memory. Every status is a response; only a failed exchange is an error.
public struct HTTPResponse: Sendable, Equatable {
    /// The status code, 200 to 599.
    public var status: Int

    public var headers: HTTPHeaders

    public var body: [UInt8]

    /// Creates a response; tests and stand-ins do, the transport fills it from the wire.
    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
