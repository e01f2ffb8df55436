// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import JITAccess

@Suite("What comes from the function's URL")
struct FunctionURLRequestTests {
    private static func read(_ event: URLEvent) throws(Refusal) -> [String: JSONValue] {
        try FunctionURLRequest(Array(event.text.utf8)).members()
    }

    @Test(
        "The body is what the caller says",
        arguments: [
            URLEvent(body: #"{"action":"list"}"#),
            URLEvent(body: #"{"action":"list"}"#, contentType: nil),
            URLEvent(body: #"{"action":"list"}"#, contentType: "Application/JSON ; charset=utf-8"),
            URLEvent(body: Data(#"{"action":"list"}"#.utf8).base64EncodedString(), isBase64Encoded: true),
        ]
    )
    func body(event: URLEvent) throws {
        #expect(try Self.read(event) == ["action": "list"])
        #expect(try FunctionURLRequest(Array(event.text.utf8)).caller.arn == URLEvent.adaARN)
    }

    @Test(
        "A request of another form is refused with what to send instead",
        arguments: [
            (URLEvent(method: "GET"), "method_not_allowed", "POST"),
            (URLEvent(method: "post"), "method_not_allowed", "POST"),
            (URLEvent(contentType: "text/plain"), "unsupported_media_type", "application/json"),
            (URLEvent(contentType: "application/x-www-form-urlencoded"), "unsupported_media_type", "application/json"),
            (URLEvent(body: nil), "invalid_event", "no body"),
            (URLEvent(body: ""), "invalid_event", "no body"),
            (URLEvent(body: "no JSON"), "invalid_event", "not valid JSON"),
            (URLEvent(body: "[]"), "invalid_event", "must be a JSON object"),
            (URLEvent(body: "{}", isBase64Encoded: true), "invalid_event", "Base64"),
            (URLEvent(body: String(repeating: "[", count: 40)), "invalid_event", "levels deep"),
            (URLEvent(body: String(repeating: " ", count: 65_537)), "invalid_event", "at most 65536"),
            (URLEvent(body: String(repeating: " ", count: 200_000)), "invalid_event", "at most 196608"),
            (URLEvent(version: "1.0"), "invalid_event", "function's URL"),
            (URLEvent(arn: nil), "unidentified_actor", "Sign the request"),
            (URLEvent(arn: "ada"), "unidentified_actor", "Sign the request"),
            (URLEvent(account: "444455556666"), "unidentified_actor", "Sign the request"),
        ]
    )
    func refusals(event: URLEvent, code: String, hint: String) throws {
        let refusal = try #require(throws: Refusal.self) { try Self.read(event) }
        #expect(refusal.code.rawValue == code)
        #expect(refusal.message.contains(hint), "\(refusal.message)")
    }

    @Test("The largest event of ours fits, however it is escaped")
    func largest() throws {
        let filling = String(repeating: "\"", count: EventReader.maximumBytes / 2 - 10)
        let body = JSONValue.object(["a": .string(filling)]).canonicalText
        #expect(body.utf8.count > 65_000)
        #expect(try Self.read(URLEvent(body: body)) == ["a": .string(filling)])
    }

    @Test(
        "An event without a request context, or with one that is none, comes from no URL",
        arguments: [
            "{}", #"{"version":"2.0"}"#, #"{"version":"2.0","requestContext":"x"}"#,
            #"{"user_email":"ada","account_id":"111122223333"}"#, #"{"version":2.0,"requestContext":{}}"#,
        ]
    )
    func noEnvelope(event: String) throws {
        let refusal = try #require(throws: Refusal.self) { try FunctionURLRequest(Array(event.utf8)) }
        #expect(refusal.code == .invalidEvent)
    }

    @Test(
        "A request context that IAM has not filled tells nobody",
        arguments: [
            "{}", #"{"authorizer":null}"#, #"{"authorizer":{}}"#, #"{"authorizer":{"iam":null}}"#,
            #"{"authorizer":{"iam":{"userArn":7,"accountId":"111122223333"}}}"#,
            #"{"authorizer":{"iam":{"userArn":"arn:aws:iam::111122223333:user/x"}}}"#,
            #"{"authorizer":{"jwt":{"claims":{"sub":"ada"}}}}"#,
        ]
    )
    func unsigned(context: String) throws {
        let event = #"{"version":"2.0","requestContext":\#(context),"body":"{}"}"#
        let refusal = try #require(throws: Refusal.self) { try FunctionURLRequest(Array(event.utf8)) }
        #expect(refusal.code == .unidentifiedActor)
    }
}
