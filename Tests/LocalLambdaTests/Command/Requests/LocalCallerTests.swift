// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import LocalLambda
import Testing

@testable import hourglass

@Suite("A function on this machine", .timeLimit(.minutes(1)))
struct LocalCallerTests {
    private func call(
        _ event: RequestEvent,
        as speaker: String?,
        environment: [String: String] = [:]
    ) async throws -> FunctionAnswer {
        let configuration = FakeFunction.configuration(environment: environment)
        return try await LocalFunction.with(configuration) { function in
            let caller = LocalCaller(
                function: function,
                name: .grant,
                speaker: speaker,
                functionARN: configuration.arn
            )
            return try await caller.call(event)
        }
    }

    /// What the function was given.
    private func given(as speaker: String?) async throws -> (arn: String?, event: AnswerObject) {
        let answer = try await call(RequestEvent("list"), as: speaker, environment: ["FAKE_REFLECT": "1"])
        let reflection = try #require(AnswerObject(answer.body))
        return (reflection.text("arn"), try #require(reflection.object("event")))
    }

    @Test("Without a speaker it is invoked directly, with the event as it is")
    func direct() async throws {
        let (arn, event) = try await given(as: nil)
        #expect(Channel(invokedFunctionARN: arn) == .direct)
        #expect(event.members == RequestEvent("list").members)
    }

    @Test(
        "A speaker calls its URL, as a session of Identity Center or as whatever ARN it is",
        arguments: [
            (
                "ada@example.com",
                "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ReadOnlyAccess_0123456789abcdef/ada@example.com"
            ), ("arn:aws:iam::111122223333:user/deploy", "arn:aws:iam::111122223333:user/deploy"),
        ]
    )
    func url(speaker: String, arn: String) async throws {
        let (function, event) = try await given(as: speaker)
        #expect(Channel(invokedFunctionARN: function) == .functionURL)
        let iam = event.object("requestContext")?.object("authorizer")?.object("iam")
        #expect(iam?.text("userArn") == arn)
        let body = try #require(event.text("body"))
        #expect(AnswerObject(Data(body.utf8))?.members == RequestEvent("list").members)
    }

    @Test("One that fails is an answer with a code")
    func failure() async throws {
        var event = RequestEvent("list")
        event.set("do", "error")
        let answer = try await call(event, as: nil)
        #expect(answer.status == 502)
        #expect(AnswerObject(answer.body)?.text("error") == "Grant failed: something is wrong")
        #expect(AnswerObject(answer.body)?.text("code") == "function_failed")
    }
}
