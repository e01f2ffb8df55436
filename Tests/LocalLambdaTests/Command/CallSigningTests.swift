// SPDX-License-Identifier: Apache-2.0

import Foundation
import FrontDoor
import Hashing
import Testing

@testable import hourglass

@Suite("invoke --sign")
struct CallSigningTests {
    private static let date = Date(timeIntervalSince1970: 1_767_225_600)

    private func headers(_ event: String, _ environment: [String: String]) throws -> [String: String] {
        let data = try CallSigning.sign(Data(event.utf8), environment: environment, at: Self.date)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return try #require(object["headers"] as? [String: String])
    }

    @Test("A call of Slack's gets the time of now, and a signature over its body as it was before Base64")
    func slack() throws {
        let event =
            #"{"headers":{"host":"h"},"rawPath":"/slack/commands","body":"dGV4dD1oZWxw","isBase64Encoded":true}"#
        let headers = try headers(event, ["SLACK_SIGNING_SECRET": "s", "SERVICENOW_SIGNING_KEY": "k"])
        #expect(headers["host"] == "h")
        #expect(headers["x-slack-request-timestamp"] == "1767225600")
        let expected = try CallSignature.slack.signature(
            of: WebRequest(path: "/slack/commands", headers: [:], body: Array("text=help".utf8)),
            timestamp: "1767225600",
            secret: Secret("s")
        )
        #expect(headers["x-slack-signature"] == expected)
    }

    @Test("A call of ServiceNow's is signed with its method and path, and a GET without a body")
    func serviceNow() throws {
        let event = """
            {"headers":{},"rawPath":"/requests/RITM1","requestContext":{"http":{"method":"GET"}},\
            "isBase64Encoded":false}
            """
        let headers = try headers(event, ["SLACK_SIGNING_SECRET": "s", "SERVICENOW_SIGNING_KEY": "k"])
        #expect(headers["x-hourglass-timestamp"] == "1767225600")
        let expected = try CallSignature.hourglass.signature(
            of: WebRequest(method: "GET", path: "/requests/RITM1", headers: [:], body: []),
            timestamp: "1767225600",
            secret: Secret("k")
        )
        #expect(headers["x-hourglass-signature"] == expected)
        #expect(headers["x-slack-signature"] == nil)
    }

    @Test(
        "What is no event of a URL cannot be signed",
        arguments: ["{}", "[]", #"{"headers":{}}"#, #"{"headers":{},"rawPath":"/requests","body":1}"#, "no"]
    )
    func refused(event: String) {
        #expect(throws: CommandFailure.self) { try CallSigning.sign(Data(event.utf8), environment: [:]) }
    }
}
