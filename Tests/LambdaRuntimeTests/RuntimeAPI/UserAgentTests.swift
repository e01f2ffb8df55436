// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LambdaRuntime

@Suite("The user agent")
struct UserAgentTests {
    @Test(
        "Its first product is the caller's, with nothing in it that could break a header",
        arguments: [
            ("hourglass", "0.1", "hourglass/0.1"), ("my function", "1 (beta)", "my-function/1--beta-"),
            ("a\r\nX-Evil: 1", "", "a--X-Evil--1/-"), ("", "1/2", "-/1-2"), ("é", "1", "--/1"),
        ]
    )
    func product(_ product: String, _ version: String, _ expected: String) {
        let value = UserAgent(product: product, version: version).headerValue
        #expect(value.split(separator: " ").first.map { String($0) } == expected)
        #expect(value.split(separator: " ").last?.hasPrefix("swift/6.") == true)
    }

    @Test("Its first product is short enough for Lambda to record it, which takes 128 bytes and more")
    func length() {
        let long = String(repeating: "x", count: 500)
        let value = UserAgent(product: long, version: long).headerValue
        #expect(value.utf8.count <= 64 + 1 + 64 + " swift/6.4+".utf8.count)
    }
}
