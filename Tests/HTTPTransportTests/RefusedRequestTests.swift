// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

@Suite struct RefusedRequestTests {
    let transport = CurlTransport()

    @Test(
        "A URL that cannot be sent as it is, is refused before anything happens",
        arguments: [
            "", "/relative", "example.com/", "://host/", "https://", "https:///path", "https://?query",
            "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "httpss://127.0.0.1/",
            "https://user:pass@127.0.0.1/", "https://127.0.0.1@evil.example/",
            "https://127.0.0.1/a b", "https://127.0.0.1/\r\nX-Injected: 1", "https://127.0.0.1/\u{0}",
            "https://127.0.0.1/ä",
            "https://127.0.0.1/#fragment", "https://127.0.0.1:port/", "https://127.0.0.1:99999/", "https://[::1/",
            "https://host\\name/",
        ]
    )
    func url(_ url: String) async {
        let error = await transport.failure(HTTPRequest(.get, url, options: loopback(timeout: .seconds(1))))
        #expect(error?.code == .invalidRequest, "\(String(describing: error))")
        #expect(error?.message.contains("pass") == false)
    }

    @Test("Plain http needs permission")
    func plainHTTP() async throws {
        let server = try ScriptedServer { _ in .json(200, "{}") }
        defer { server.stop() }
        let error = await transport.failure(HTTPRequest(.get, server.url))
        #expect(error?.code == .invalidRequest)
        #expect(error?.message.contains("https") == true)
        #expect(server.connectionCount == 0)
    }

    @Test(
        "A header that would break the message apart is refused",
        arguments: [
            ("", "value"), ("X Y", "value"), ("X:Y", "value"), ("X\r\nY", "value"), ("X\u{0}", "value"), ("Ü", "value"),
            ("X", "a\r\nY: b"), ("X", "a\nb"), ("X", "a\rb"), ("X", "a\u{0}b"),
            ("Transfer-Encoding", "chunked"), ("Expect", "100-continue"), ("Content-Length", "2"),
            ("content-length", "-1"), ("Content-Length", ""),
        ]
    )
    func header(name: String, value: String) async throws {
        let server = try ScriptedServer { _ in .json(200, "{}") }
        defer { server.stop() }
        var headers: HTTPHeaders = ["X-First": "1"]
        headers.append(value, for: name)
        let request = HTTPRequest(.post, server.url, headers: headers, body: [1], options: loopback())
        let error = await transport.failure(request)
        #expect(error?.code == .invalidRequest)
        #expect(server.connectionCount == 0)
    }

    @Test("A second Content-Length that differs from the first is found too")
    func twoContentLengths() async {
        var headers: HTTPHeaders = ["Content-Length": "1"]
        headers.append("2", for: "content-length")
        let request = HTTPRequest(.post, "http://127.0.0.1:1/", headers: headers, body: [1], options: loopback())
        #expect(await transport.failure(request)?.code == .invalidRequest)
    }

    @Test("A line break in the transport's own User-Agent is refused like any other")
    func userAgent() async {
        let error = await CurlTransport(userAgent: "a\r\nX-Injected: 1")
            .failure(HTTPRequest(.get, "http://127.0.0.1:1/", options: loopback()))
        #expect(error?.code == .invalidRequest)
    }

    @Test("A GET with a body and a negative limit are refused")
    func contradictions() async {
        let withBody = HTTPRequest(.get, "http://127.0.0.1:1/", body: [1], options: loopback())
        #expect(await transport.failure(withBody)?.code == .invalidRequest)
        let options = loopback(maximumResponseBytes: -1)
        let negative = HTTPRequest(.get, "http://127.0.0.1:1/", options: options)
        #expect(await transport.failure(negative)?.code == .invalidRequest)
    }
}
