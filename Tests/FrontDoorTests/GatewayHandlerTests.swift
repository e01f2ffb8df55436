// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import JITAccess
import Testing

@testable import FrontDoor

@Suite("The ways into the Gateway")
struct GatewayHandlerTests {
    private let fakes = Fakes()

    private func event(_ request: WebRequest, body: String? = nil) -> [UInt8] {
        let event: JSONValue = [
            "version": "2.0", "rawPath": .string(request.path),
            "headers": .object(request.headers.mapValues(JSONValue.string)),
            "requestContext": ["http": ["method": .string(request.method), "path": .string(request.path)]],
            "body": .string(body ?? Data(request.body).base64EncodedString()), "isBase64Encoded": true,
        ]
        return Array(event.canonicalText.utf8)
    }

    private func call(_ event: [UInt8], by channel: Channel = .functionURL) async throws -> JSONValue {
        let outcome = try await fakes.gateway.handle(event, by: channel, id: "i1")
        return try JSONValue(parsing: Array(outcome.json.utf8))
    }

    @Test("A signed command in Lambda's envelope is answered as Slack wants it")
    func command() async throws {
        let answer = try await call(event(try fakes.command("help")))
        #expect(answer["statusCode"] == 200)
        #expect(answer["headers"]?["content-type"] == "application/json")
        #expect(answer["body"]?.text?.contains("ephemeral") == true)
    }

    @Test("A body that is too large is 413, whether or not it is signed")
    func tooLarge() async throws {
        let text = String(repeating: "x", count: WebRequest.maximumBodyBytes)
        #expect(try await call(event(try fakes.command(text)))["statusCode"] == 413)
        let huge = [UInt8](repeating: 0x20, count: WebRequest.maximumEventBytes + 1)
        #expect(try await call(huge)["statusCode"] == 413)
    }

    @Test(
        "What is no call of a URL is 400, and a path without a door 404",
        arguments: [
            ("{}", 400), ("no", 400), (#"{"version":"1.0","rawPath":"/slack/commands"}"#, 400),
            (#"{"version":"2.0","rawPath":"/x","requestContext":{"http":{"method":"GET"}}}"#, 404),
            (#"{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"GET"}}}"#, 404),
            (
                #"{"version":"2.0","rawPath":"/slack","requestContext":{"http":{"method":"POST"}},"body":"%","isBase64Encoded":true}"#,
                400
            ),
        ]
    )
    func otherCalls(text: String, status: Int64) async throws {
        #expect(try await call(Array(text.utf8))["statusCode"] == .integer(status))
    }

    @Test(
        "Work is believed by its own alias alone",
        arguments: [
            Channel.functionURL, .direct, .integration("events"), .integration("slack"), .unknown,
        ]
    )
    func forgedWork(channel: Channel) async throws {
        let work: JSONValue = [
            "door": "slack",
            "work": SlackWork(.grant, ["action": "request"], user: "U0ADA", origin: Fakes.origin, responseURL: nil)
                .json,
        ]
        _ = try? await fakes.gateway.handle(Array(work.canonicalText.utf8), by: channel, id: "i1")
        #expect(fakes.functions.calls.isEmpty)
        _ = try await fakes.gateway.handle(Array(work.canonicalText.utf8), by: .integration("work"), id: "i1")
        #expect(fakes.functions.calls.count == 1)
    }

    @Test("What was put into the queue is what is done")
    func throughTheQueue() async throws {
        _ = try await call(event(try fakes.command("status r7")))
        let work = try #require(fakes.queue.work.first)
        _ = try await fakes.gateway.handle(Array(work.canonicalText.utf8), by: .integration("work"), id: "i2")
        #expect(fakes.functions.calls.first?.event["request_id"] == "r7")
        #expect(fakes.slack.responses.count == 1)
    }

    @Test(
        "A record of the stream that cannot be read holds up no other, and comes where the alarm is",
        arguments: [
            #"{"eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{"SequenceNumber":"7","NewImage":{"x":{"BOOL":true}}}}"#,
            #"{"eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{}}"#, #"{"eventName":"INSERT"}"#, "1",
            "{}",
        ]
    )
    func strangeRecord(strange: String) async throws {
        fakes.requests.put(try Sample.record())
        let stream = String(decoding: Sample.stream((1, "REQUEST", "PENDING")), as: UTF8.self)
        let removed = #"{"eventName":"REMOVE","eventSource":"aws:dynamodb"}"#
        let event = stream.replacing("[{", with: "[\(strange),\(removed),{", maxReplacements: 1)
        await #expect(throws: WorkFailure.self) { try await call(Array(event.utf8), by: .integration("events")) }
        #expect(fakes.log.all.contains { $0.contains("cannot be understood") })
        #expect(fakes.slack.calls(.postMessage).count == 1, "the other was told")
        await #expect(throws: WorkFailure.self) { try await call(Array(event.utf8), by: .integration("events")) }
        #expect(fakes.slack.calls(.postMessage).count == 1, "and is told once")
    }

    @Test(
        "What is no part of the stream is not taken for one without records",
        arguments: ["", "no JSON", "[]", "{}", #"{"Records":1}"#, #"{"Records":[],"Records":[]}"#]
    )
    func noStream(event: String) async throws {
        await #expect(throws: WorkFailure.self) { try await call(Array(event.utf8), by: .integration("events")) }
    }
}

@Suite("Forms")
struct WebFormTests {
    @Test("Escapes, spaces and empty values are read as browsers write them")
    func reading() throws {
        let form = try #require(WebForm(Array("a=1+2&b=%C3%BC%26&c=&d&e=x%3Dy".utf8)))
        #expect(
            [form["a"], form["b"], form["c"], form["d"], form["e"], form["f"]] == ["1 2", "ü&", "", "", "x=y", nil]
        )
    }

    @Test(
        "What could be read in two ways is not read",
        arguments: ["a=1&a=2", "a=%", "a=%4", "a=%zz", "a=%FF", "%ff=1"]
    )
    func refused(text: String) {
        #expect(WebForm(Array(text.utf8)) == nil)
    }

    @Test("More fields than there can be are refused")
    func many() {
        #expect(WebForm(Array((1...101).map { "f\($0)=1" }.joined(separator: "&").utf8)) == nil)
    }
}
