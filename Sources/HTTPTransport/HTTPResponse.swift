// SPDX-License-Identifier: Apache-2.0

/// One HTTP response, complete in memory. Every status is a response; only a failed exchange is an error.
public struct HTTPResponse: Sendable, Equatable {
    /// The status code, 200 to 599.
    public var status: Int

    /// The field lines of the final response, in order; not those of interim (1xx) responses, and no trailers.
    public var headers: HTTPHeaders

    /// The body, with any transfer coding removed.
    public var body: [UInt8]

    /// Creates a response; tests and stand-ins do, the transport fills it from the wire.
    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
