// SPDX-License-Identifier: Apache-2.0

import Foundation
import FrontDoor
import Hashing
import Testing

@testable import hourglass

@Suite("invoke --sign")
struct SlackSigningTests {
    @Test("The event of a URL gets the time of now, and a signature over its body as it was before Base64")
    func signed() throws {
        let event = #"{"headers":{"host":"h"},"body":"dGV4dD1oZWxw","isBase64Encoded":true}"#
        let date = Date(timeIntervalSince1970: 1_767_225_600)
        let data = try SlackSigning.sign(Data(event.utf8), secret: "s", at: date)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let headers = try #require(object["headers"] as? [String: String])
        #expect(headers["host"] == "h")
        #expect(headers["x-slack-request-timestamp"] == "1767225600")
        let expected = try SlackSignature.signature(
            timestamp: "1767225600",
            body: Array("text=help".utf8),
            secret: Secret("s")
        )
        #expect(headers["x-slack-signature"] == expected)
    }

    @Test("What is no event of a URL cannot be signed", arguments: ["{}", "[]", #"{"headers":{}}"#, "no"])
    func refused(event: String) {
        #expect(throws: CommandFailure.self) { try SlackSigning.sign(Data(event.utf8), secret: "s") }
    }
}
