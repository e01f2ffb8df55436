// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

@Suite struct ExchangeTests {
    let transport = CurlTransport(userAgent: "hourglass-test/1")

    /// Sends one request to a server that answers with `answer` and returns what both ends saw.
    func exchange(
        _ method: HTTPRequest.Method = .post,
        target: String = "/",
        headers: HTTPHeaders = [:],
        body: [UInt8] = [],
        answer: Reply = .response(HTTPResponse(status: 200))
    ) async throws -> (received: ReceivedRequest, response: HTTPResponse) {
        let server = try ScriptedServer { _ in answer }
        defer { server.stop() }
        let response = try await transport.send(
            HTTPRequest(method, server.url + target, headers: headers, body: body, options: loopback())
        )
        return (try #require(server.requests.first), response)
    }

    @Test("The method, target, headers and body arrive as they were given")
    func request() async throws {
        let (received, _) = try await exchange(
            .post,
            target: "/2018-06-01/a%2Fb/../c?x=1&y=%20",
            headers: ["X-Amz-Target": "DynamoDB_20120810.Query", "x-empty": "", "X-Spaces": "  in  between  "],
            body: Array(#"{"a": 1}"#.utf8)
        )
        #expect(received.method == "POST")
        #expect(received.target == "/2018-06-01/a%2Fb/../c?x=1&y=%20")
        #expect(received.headers["X-Amz-Target"] == "DynamoDB_20120810.Query")
        #expect(received.headers["x-empty"] == "")
        #expect(received.headers["X-Spaces"] == "in  between")
        #expect(received.text == #"{"a": 1}"#)
    }

    @Test("A GET request has neither a body nor a Content-Length")
    func get() async throws {
        let (received, _) = try await exchange(.get, target: "/next")
        #expect(received.method == "GET")
        #expect(received.body == [])
        #expect(received.headers["Content-Length"] == nil)
    }

    @Test("An empty POST says Content-Length: 0")
    func emptyPost() async throws {
        let (received, _) = try await exchange(.post)
        #expect(received.headers["Content-Length"] == "0")
    }

    @Test(
        "Nothing is sent that was not asked for: no claim about the content, no 100-continue, no chunks, no compression",
        arguments: [0, 10, 2_000_000]
    )
    func unaskedHeaders(length: Int) async throws {
        let (received, _) = try await exchange(body: Array(repeating: 0x61, count: length))
        for name in ["Content-Type", "Expect", "Transfer-Encoding", "Accept-Encoding", "Connection"] {
            #expect(received.headers[name] == nil, "\(name)")
        }
        #expect(received.headers["Content-Length"] == "\(length)")
    }

    @Test("The User-Agent is the transport's unless the request has its own")
    func userAgent() async throws {
        #expect(try await exchange().received.headers["User-Agent"] == "hourglass-test/1")
        let own = try await exchange(headers: ["user-agent": "special/2"]).received
        #expect(own.headers["User-Agent"] == "special/2")
        #expect(own.headers.fields.filter { $0.name.lowercased() == "user-agent" }.count == 1)
    }

    @Test("A Content-Length that is right is sent once")
    func ownContentLength() async throws {
        let (received, _) = try await exchange(headers: ["content-length": "3"], body: [1, 2, 3])
        #expect(received.headers.fields.filter { $0.name.lowercased() == "content-length" }.map(\.value) == ["3"])
    }

    @Test("Bytes arrive unchanged in both directions, NUL and line breaks included")
    func binaryBody() async throws {
        let bytes = (0..<1024).map { UInt8(truncatingIfNeeded: $0) }
        let (received, response) = try await exchange(
            body: bytes,
            answer: .response(HTTPResponse(status: 200, body: bytes.reversed()))
        )
        #expect(received.body == bytes)
        #expect(response.body == bytes.reversed())
    }

    @Test(
        "Six megabytes go in both directions, at any size around the sizes of buffers",
        arguments: [
            0, 1, 16_383, 16_384, 65_535, 65_536, 65_537, 1_048_577, 6 * 1024 * 1024,
        ]
    )
    func largeBody(length: Int) async throws {
        let bytes = Array(Self.manyBytes.prefix(length))
        let (received, response) = try await exchange(
            body: bytes,
            answer: .response(HTTPResponse(status: 200, body: bytes))
        )
        #expect(received.body == bytes)
        #expect(response.body == bytes)
    }

    /// Over six megabytes in which no part is like the one a buffer's length away: the period is a prime.
    static let manyBytes = {
        var bytes = [UInt8](0..<251)
        while bytes.count < 6 * 1024 * 1024 { bytes += bytes }
        return bytes
    }()

    @Test(
        "Every status is a response",
        arguments: [200, 202, 204, 302, 304, 400, 403, 404, 410, 413, 429, 500, 503, 599]
    )
    func status(_ status: Int) async throws {
        let (_, response) = try await exchange(answer: .response(HTTPResponse(status: status)))
        #expect(response.status == status)
    }

    @Test("Response headers are found whatever their case, and repeated ones are kept in order")
    func responseHeaders() async throws {
        var headers: HTTPHeaders = ["Lambda-Runtime-Aws-Request-Id": "8476a536", "X-Empty": ""]
        headers.append("one", for: "X-Repeated")
        headers.append("two", for: "x-repeated")
        let (_, response) = try await exchange(answer: .response(HTTPResponse(status: 200, headers: headers)))
        #expect(response.headers["lambda-runtime-aws-request-id"] == "8476a536")
        #expect(response.headers["x-empty"] == "")
        let repeated = response.headers.fields.filter { $0.name.lowercased() == "x-repeated" }.map(\.value)
        #expect(repeated == ["one", "two"])
    }

    @Test("A redirect is returned and not followed")
    func redirect() async throws {
        let server = try ScriptedServer { _ in
            .response(HTTPResponse(status: 302, headers: ["Location": "/elsewhere"]))
        }
        defer { server.stop() }
        let response = try await transport.send(HTTPRequest(.get, server.url, options: loopback()))
        #expect(response.status == 302)
        #expect(response.headers["Location"] == "/elsewhere")
        #expect(server.requests.count == 1)
    }

    @Test("Interim responses and trailers do not mix with the final response")
    func interimAndTrailers() async throws {
        let (_, response) = try await exchange(
            answer: .raw(
                "HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n"
                    + "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Final: 1\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Final: trailer\r\nX-Trailer: 1\r\n\r\n"
            )
        )
        #expect(response.status == 200)
        #expect(response.headers.fields.map(\.name) == ["Transfer-Encoding", "X-Final"])
        #expect(response.headers["X-Final"] == "1")
        #expect(response.body == Array("abcde".utf8))
    }

    @Test("A slow answer in pieces, cut in the middle of header and body, is one response")
    func slowAnswer() async throws {
        let pieces = ["HTTP/1.", "1 200 OK\r\nContent-Le", "ngth: 6\r\nX-A: b\r\n", "\r\nab", "cd", "ef"]
        let (_, response) = try await exchange(
            answer: .chunks(pieces.map { Array($0.utf8) }, pause: .milliseconds(5))
        )
        #expect(response.body == Array("abcdef".utf8))
        #expect(response.headers["x-a"] == "b")
    }

    @Test("A body that ends with the connection is complete")
    func bodyUntilClose() async throws {
        let (_, response) = try await exchange(answer: .rawThenClose(Array("HTTP/1.1 200 OK\r\n\r\nabc".utf8)))
        #expect(response.body == Array("abc".utf8))
    }
}
