// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Testing

@testable import AWSClient

@Suite("Headers of a signed request")
struct SignedHeadersTests {
    private let signer = SigV4Signer(region: "us-east-1", service: "sns")
    private let date = Date(timeIntervalSince1970: 1_440_938_160)

    private func signed(_ request: HTTPRequest, sessionToken: String? = nil) throws -> HTTPRequest {
        try signer.sign(request, credentials: .example(sessionToken: sessionToken), date: date)
    }

    @Test(
        "What a proxy or libcurl may change is not signed",
        arguments: [
            "Authorization", "Connection", "Expect", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "TE",
            "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent", "X-Amzn-Trace-Id",
        ]
    )
    func neverSigned(name: String) throws {
        var request = HTTPRequest(.get, "https://sns.us-east-1.amazonaws.com/")
        let without = try signed(request).headers["Authorization"]
        request.headers[name] = "value"
        #expect(try signed(request).headers["Authorization"] == without)
    }

    @Test(
        "Host is what libcurl would send",
        arguments: [
            ("https://sns.us-east-1.amazonaws.com", "sns.us-east-1.amazonaws.com"),
            ("https://sns.us-east-1.amazonaws.com:443/", "sns.us-east-1.amazonaws.com"),
            ("http://localhost:4566/", "localhost:4566"),
            ("http://[::1]:4566", "[::1]:4566"),
            ("http://[::1]/", "[::1]"),
        ]
    )
    func host(url: String, host: String) throws {
        #expect(try signed(HTTPRequest(.get, url)).headers["Host"] == host)
    }

    @Test("A Host header that says something else is replaced")
    func otherHost() throws {
        let request = HTTPRequest(.get, "http://localhost:4566/", headers: ["host": "example.com"])
        let fields = try signed(request).headers.fields.filter { $0.name.lowercased() == "host" }
        #expect(fields.map(\.value) == ["localhost:4566"])
    }

    @Test("A session token is sent and signed; without one, none is left over from an earlier attempt")
    func sessionToken() throws {
        let request = HTTPRequest(.get, "https://sns.us-east-1.amazonaws.com/")
        let temporary = try signed(request, sessionToken: "token")
        #expect(temporary.headers["X-Amz-Security-Token"] == "token")
        let authorization = try #require(temporary.headers["Authorization"])
        #expect(authorization.contains("SignedHeaders=host;x-amz-date;x-amz-security-token,"))
        #expect(try signed(temporary).headers["X-Amz-Security-Token"] == nil)
    }
}
