// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

/// Reads HTTP/1.1 requests, one after another, from a stream of bytes.
struct RequestReader {
    /// A request before the server has numbered it.
    struct Message {
        var method: String
        var target: String
        var headers: HTTPHeaders
        var body: [UInt8]
    }

    private let stream: any ByteStream
    private var buffer: [UInt8] = []

    init(_ stream: any ByteStream) {
        self.stream = stream
    }

    /// The next request, or `nil` when the client has gone or sent something else than HTTP with `Content-Length`.
    mutating func next() -> Message? {
        guard let head = readHead(), var message = Self.parse(head) else { return nil }
        let length = message.headers["Content-Length"].map { Int($0) ?? -1 } ?? 0
        guard length >= 0, message.headers["Transfer-Encoding"] == nil else { return nil }
        while buffer.count < length {
            guard fill() else { return nil }
        }
        message.body = Array(buffer.prefix(length))
        buffer.removeFirst(length)
        return message
    }

    private mutating func fill() -> Bool {
        guard let bytes = stream.read() else { return false }
        buffer += bytes
        return true
    }

    private mutating func readHead() -> String? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = buffer.firstRange(of: end) {
                let head = String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
                buffer.removeFirst(range.upperBound)
                return head
            }
            // A TLS handshake on a plain port, for one, is not waited for.
            guard buffer.first.map(Self.canBeginMethod) ?? true, fill() else { return nil }
        }
    }

    private static func canBeginMethod(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    private static func parse(_ head: String) -> Message? {
        var lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
        let start = lines.removeFirst().split(separator: " ")
        guard start.count == 3 else { return nil }
        var headers = HTTPHeaders()
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers.append(String(value), for: String(line[..<colon]))
        }
        return Message(method: String(start[0]), target: String(start[1]), headers: headers, body: [])
    }
}
