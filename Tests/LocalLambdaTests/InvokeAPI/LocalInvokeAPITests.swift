// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Synchronization
import Testing

@testable import LocalLambda

@Suite("Lambda's Invoke on this machine", .timeLimit(.minutes(2)))
struct LocalInvokeAPITests {
    private static let arn = "arn:aws:lambda:us-east-1:123456789012:function:Fake"

    private final class Failures: Sendable {
        let all = Mutex<[LocalInvokeAPI.Failure]>([])
    }

    /// A served function; `body` gets its URL.
    private func with(
        _ environment: [String: String] = [:],
        _ body: (String, LocalInvokeAPI, Failures) async throws -> Void
    ) async throws {
        let failures = Failures()
        let api = LocalInvokeAPI(queue: LocalInvokeAPI.Queue(pause: .milliseconds(1))) { failure in
            failures.all.withLock { $0.append(failure) }
        }
        let function = LocalFunction(FakeFunction.configuration(environment: environment))
        await api.add(function, named: "Fake", arn: Self.arn)
        do {
            try await body(try await api.start(), api, failures)
            await api.stop()
            await function.stop()
        } catch {
            await api.stop()
            await function.stop()
            throw error
        }
    }

    private func post(
        _ url: String,
        _ body: String,
        headers: [String: String] = [:]
    ) async throws -> (status: Int, body: String, error: String?) {
        var request = HTTPRequest(.post, url, body: Array(body.utf8))
        request.options.allowsPlainHTTP = true
        request.options.proxy = .none
        request.options.timeout = .seconds(30)
        for (name, value) in headers { request.headers[name] = value }
        let response = try await Self.transport.send(request)
        let text = String(decoding: response.body, as: UTF8.self)
        return (response.status, text, response.headers["X-Amz-Function-Error"])
    }

    private static let transport = CurlTransport()

    @Test(
        "A function is found by its name and its ARN, and told by which alias it was invoked",
        arguments: [
            ("Fake", arn), ("Fake:slack", "\(arn):slack"), (arn, arn), ("\(arn):work", "\(arn):work"),
        ]
    )
    func names(name: String, invoked: String) async throws {
        try await with(["FAKE_REFLECT": "1"]) { url, _, _ in
            let escaped = name.replacing(":", with: "%3A")
            let answer = try await post("\(url)/2015-03-31/functions/\(escaped)/invocations", #"{"a":1}"#)
            #expect(answer.status == 200)
            #expect(answer.body.contains(#"\"arn\": \"\#(invoked)\""#), "\(answer.body)")
        }
    }

    @Test("A function that nobody has added is not found")
    func unknown() async throws {
        try await with { url, _, _ in
            let answer = try await post("\(url)/2015-03-31/functions/Other/invocations", "{}")
            #expect(answer.status == 404)
        }
    }

    @Test("The error of a function is told as Lambda tells it")
    func functionError() async throws {
        try await with { url, _, _ in
            let answer = try await post("\(url)/2015-03-31/functions/Fake/invocations", #"{"do":"error"}"#)
            #expect((answer.status, answer.error) == (200, "Unhandled"))
            #expect(answer.body.contains("something is wrong"))
        }
    }

    @Test("An event is taken into the queue at once, tried three times, and then reported")
    func queue() async throws {
        try await with { url, api, failures in
            let headers = ["X-Amz-Invocation-Type": "Event"]
            let taken = try await post(
                "\(url)/2015-03-31/functions/Fake/invocations",
                #"{"do":"error"}"#,
                headers: headers
            )
            #expect(taken.status == 202)
            await api.drain()
            #expect(failures.all.withLock { $0.map(\.message) } == ["something is wrong"])
            _ = try await post("\(url)/2015-03-31/functions/Fake/invocations", "{}", headers: headers)
            await api.drain()
            #expect(failures.all.withLock(\.count) == 1)
            let described = try await post("\(url)/2015-03-31/functions/Fake/invocations", #"{"do":"describe"}"#)
            // Three tries, one that worked, and this.
            #expect(described.body.contains(#""count": 5"#), "\(described.body)")
        }
    }

    @Test("A call of a function's URL comes by its alias, and a form in Base64 as from Lambda")
    func functionURL() async throws {
        try await with(["FAKE_REFLECT": "1"]) { url, _, _ in
            let headers = ["Content-Type": "application/x-www-form-urlencoded", "X-Slack-Signature": "v0=1"]
            let answer = try await post("\(url)/url/Fake/slack/commands", "text=help", headers: headers)
            #expect(answer.status == 200)
            let reflected = try #require(
                try JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any]
            )
            #expect(reflected["arn"] as? String == "\(Self.arn):url")
            let event = try #require(reflected["event"] as? [String: Any])
            #expect(event["rawPath"] as? String == "/slack/commands")
            #expect(event["isBase64Encoded"] as? Bool == true)
            #expect(event["body"] as? String == Data("text=help".utf8).base64EncodedString())
            #expect((event["headers"] as? [String: String])?["x-slack-signature"] == "v0=1")
        }
    }
}
