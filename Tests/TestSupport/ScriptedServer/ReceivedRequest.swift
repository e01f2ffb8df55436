// SPDX-License-Identifier: Apache-2.0

public import HTTPTransport

/// One request as a ``ScriptedServer`` read it.
public struct ReceivedRequest: Sendable, Equatable {
    /// The method as it was sent.
    public let method: String

    /// The request target as it was sent: a path and query, or an absolute URL when the client takes us for a proxy.
    public let target: String

    /// Every field line, in order.
    public let headers: HTTPHeaders

    /// The body; its length is what `Content-Length` said, or 0.
    public let body: [UInt8]

    /// Which of the server's connections it came over, from 1.
    public let connection: Int

    /// Which of the server's requests it is, from 0.
    public let index: Int

    /// The body as UTF-8 text, for expectations.
    public var text: String { String(decoding: body, as: UTF8.self) }
}
