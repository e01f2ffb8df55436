// SPDX-License-Identifier: Apache-2.0

public import HTTPTransport

/// What a ``ScriptedServer`` does with one request.
public indirect enum Reply: Sendable {
    /// A whole response; `Content-Length` is added unless it is there. The connection is kept.
    case response(HTTPResponse)
    /// These bytes as they are. The connection is kept.
    case raw([UInt8])
    /// These bytes as they are, then an orderly close (FIN).
    case rawThenClose([UInt8])
    /// These bytes as they are, then an abortive close (RST), once the client has had time to read them.
    case rawThenReset([UInt8])
    /// An abortive close (RST) instead of an answer.
    case reset
    /// An orderly close (FIN) instead of an answer.
    case close
    /// No answer: the connection stays open until the client goes away or the server stops.
    case hang
    /// These pieces with a pause after each but the last: slow and partial answers. The connection is kept.
    case chunks([[UInt8]], pause: Duration)
    /// Another reply after a wait.
    case after(Duration, Reply)

    /// A JSON response.
    public static func json(_ status: Int, _ body: String) -> Reply {
        .response(HTTPResponse(status: status, headers: ["Content-Type": "application/json"], body: Array(body.utf8)))
    }

    /// The bytes of `text` as they are; see ``raw(_:)-enum.case``. Line breaks must be written as CR LF.
    public static func raw(_ text: String) -> Reply {
        .raw(Array(text.utf8))
    }
}

extension HTTPResponse {
    /// The response as it goes over the wire, with `Content-Length` unless it is there or the status forbids a body.
    public var wireBytes: [UInt8] {
        var head = "HTTP/1.1 \(status) Scripted\r\n"
        for field in headers.fields {
            head += "\(field.name): \(field.value)\r\n"
        }
        if headers["Content-Length"] == nil && status != 204 && status != 304 {
            head += "Content-Length: \(body.count)\r\n"
        }
        return Array((head + "\r\n").utf8) + body
    }
}
