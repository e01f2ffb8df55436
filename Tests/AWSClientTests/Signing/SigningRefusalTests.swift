// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Testing

@testable import AWSClient

@Suite("Requests that are not signed")
struct SigningRefusalTests {
    private func sign(_ request: HTTPRequest, credentials: Credentials = .example()) throws(SigningError) {
        let signer = SigV4Signer(region: "us-east-1", service: "sns")
        _ = try signer.sign(request, credentials: credentials, date: Date(timeIntervalSince1970: 0))
    }

    @Test(
        "A URL that would not be sent as it is written is refused",
        arguments: [
            "", "/", "sns.us-east-1.amazonaws.com", "ftp://example.com/", "https:/example.com/", "https://",
            "https:///path", "https://a b/", "https://example.com/a b", "https://example.com/ü", "https://exämple.com/",
            "https://example.com/\r\nX: y", "https://example.com/\0", "https://example.com/#fragment",
            "https://ada:secret@example.com/", "https://example.com@evil.example/", "https://example.com\\@evil/",
            "https://example.com:/", "https://example.com:0/", "https://example.com:65536/", "https://example.com:8o/",
            "https://example.com:+80/", "https://-example.com/", "https://example..com/", "https://.example.com/",
            "https://exa_mple.com/", "https://[::1/", "https://[::1]x/", "https://[localhost]/", "https://[]/",
            "https://example.com/%", "https://example.com/%2", "https://example.com/%zz", "https://example.com/?%4",
            "https://example.com/%+1",
        ]
    )
    func malformedURL(url: String) {
        #expect(throws: SigningError.self) { try sign(HTTPRequest(.get, url)) }
    }

    @Test("The error says what is wrong with the URL and does not repeat it")
    func errorText() throws {
        let error = #expect(throws: SigningError.self) {
            try sign(HTTPRequest(.get, "https://ada:secret@example.com/"))
        }
        #expect(error?.description == "The URL of the request has a user name in it.")
    }

    @Test(
        "A header that would break the request apart is refused",
        arguments: [
            HTTPHeaders.Field(name: "X-Custom", value: "a\r\nX-Other: b"), .init(name: "X-Custom", value: "a\nb"),
            .init(name: "X-Custom", value: "a\0"), .init(name: "X Custom", value: "a"), .init(name: "", value: "a"),
            .init(name: "X-Custom:", value: "a"), .init(name: "X-Ünïcode", value: "a"),
        ]
    )
    func malformedHeader(field: HTTPHeaders.Field) {
        var request = HTTPRequest(.get, "https://sns.us-east-1.amazonaws.com/")
        request.headers.append(field.value, for: field.name)
        #expect(throws: SigningError.self) { try sign(request) }
    }

    @Test("A session token with a line break is refused, and the error does not show it")
    func malformedToken() {
        let request = HTTPRequest(.get, "https://sns.us-east-1.amazonaws.com/")
        let error = #expect(throws: SigningError.self) {
            try sign(request, credentials: .example(sessionToken: "abc\r\nX-Other: def"))
        }
        #expect(error?.description.contains("abc") == false)
        #expect(error?.description.contains("X-Amz-Security-Token") == true)
    }
}
