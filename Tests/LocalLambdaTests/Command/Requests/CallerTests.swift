// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import HTTPTransport
import JITAccess
import LocalLambda
import TestSupport
import Testing

@testable import hourglass

@Suite("Ways to a function")
struct CallerTests {
    private struct Keys: CredentialsProvider {
        func credentials() async throws(CredentialsError) -> Credentials {
            Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("a-secret"))
        }
    }

    private let status: RequestEvent = {
        var event = RequestEvent("status")
        event.set("request_id", "r1")
        return event
    }()

    private func urlCaller(_ url: String) throws -> URLCaller {
        URLCaller(
            url: try FunctionURL(url),
            region: "eu-central-1",
            credentials: Keys(),
            transport: CurlTransport(),
            sleep: { _ in }
        )
    }

    private func lambdaCaller(_ server: ScriptedServer, _ function: String = "Grant:servicenow") throws -> LambdaCaller
    {
        let client = try CallerClient.make(
            environment: RequestSample.credentials.merging(["AWS_ENDPOINT_URL": server.url]) { $1 }
        )
        return LambdaCaller(client: client, function: function)
    }

    private func failure(_ body: () async throws -> FunctionAnswer) async -> String {
        do {
            return "answered \(try await body().status)"
        } catch {
            return (error as? CommandFailure)?.message ?? "\(error)"
        }
    }

    @Test("A URL says its region, and only on this machine may it be without TLS")
    func urls() throws {
        let url = try FunctionURL("https://abc123.lambda-url.eu-west-1.on.aws")
        #expect(url.url == "https://abc123.lambda-url.eu-west-1.on.aws/")
        #expect(url.region == "eu-west-1")
        #expect(try FunctionURL("https://grant.example.com/x/").region == nil)
        #expect(try FunctionURL("http://127.0.0.1:8080").isLoopback)
        for bad in ["http://example.com/", "https://", "abc", "https://a@example.com/", "https://example.com/?a=b"] {
            #expect(throws: CommandFailure.self) { try FunctionURL(bad) }
        }
    }

    @Test("What the platform refuses is no answer of the function, and says what is needed")
    func forbidden() async throws {
        let body = #"{"Message":"Forbidden. For troubleshooting, see the documentation"}"#
        let server = try ScriptedServer { _ in
            .response(
                HTTPResponse(
                    status: 403,
                    headers: ["x-amzn-ErrorType": "AccessDeniedException"],
                    body: Array(body.utf8)
                )
            )
        }
        defer { server.stop() }
        let message = await failure { try await urlCaller(server.url).call(status) }
        #expect(message.contains("lambda:InvokeFunctionUrl"))
        #expect(message.contains("Forbidden."))
        #expect(server.requests.count == 1)

        let nobody = try ScriptedServer { _ in .json(404, #"{"Message":null}"#) }
        defer { nobody.stop() }
        #expect(await failure { try await urlCaller(nobody.url).call(status) }.contains("no function at"))
    }

    @Test("A refusal of the function itself is an answer, whatever its status", arguments: [400, 403, 404, 409, 503])
    func ownRefusal(code: Int) async throws {
        let server = try ScriptedServer { _ in RequestSample.reply(code, RequestSample.refusal("x")) }
        defer { server.stop() }
        #expect(try await urlCaller(server.url).call(status) == RequestSample.answer(code, RequestSample.refusal("x")))
    }

    @Test("A function that failed, and an answer that was lost, are answers with a code")
    func failed() async throws {
        let failing = try ScriptedServer { _ in .json(502, "Internal Server Error") }
        defer { failing.stop() }
        let failed = try await urlCaller(failing.url).call(status)
        #expect(failed.status == 502)
        #expect(AnswerObject(failed.body)?.text("code") == "function_failed")
        let silent = try ScriptedServer { _ in .reset }
        defer { silent.stop() }
        let lost = try await urlCaller(silent.url).call(status)
        #expect(AnswerObject(lost.body)?.text("code") == "no_answer")
        #expect(AnswerObject(lost.body)?.text("error")?.contains("hourglass status r1") == true)
        #expect(silent.requests.count == 1)
    }

    @Test("What surely did not reach the function is sent again, and then given up")
    func unreachable() async throws {
        let throttled = try ScriptedServer { request in
            request.index < 2 ? .json(429, "{}") : RequestSample.reply(200, RequestSample.active)
        }
        defer { throttled.stop() }
        #expect(try await urlCaller(throttled.url).call(status).status == 200)
        #expect(throttled.requests.count == 3)
        let port = try RefusedPort()
        #expect(await failure { try await urlCaller(port.url).call(status) }.contains("cannot be reached"))
    }

    @Test("Through Lambda's API the payload is the answer, and an integration says for whom it speaks")
    func lambda() async throws {
        let server = try ScriptedServer { _ in
            .json(200, Answer(statusCode: 202, body: RequestSample.pending()).json)
        }
        defer { server.stop() }
        let caller = try lambdaCaller(server)
        let connection = FunctionConnection(caller: caller, speaksFor: "grace@example.com")
        #expect(try await connection.call(status) == RequestSample.answer(202, RequestSample.pending()))
        var approval = RequestEvent("approve")
        approval.set("digest", "d")
        _ = try await connection.call(approval)
        #expect(
            server.requests.map(\.target)
                == Array(repeating: "/2015-03-31/functions/Grant%3Aservicenow/invocations", count: 2)
        )
        #expect(server.requests[0].event["requester"] == "grace@example.com")
        #expect(server.requests[1].event["approver"] == "grace@example.com")
        #expect(server.requests[1].event["requester"] == nil)
    }

    @Test("A function that fails in Lambda, or answers something else, is told from a refusal")
    func lambdaFailure() async throws {
        let body = #"{"errorType":"Runtime.ExitError","errorMessage":"it ended"}"#
        let failing = try ScriptedServer { _ in
            .response(HTTPResponse(status: 200, headers: ["X-Amz-Function-Error": "Unhandled"], body: Array(body.utf8)))
        }
        defer { failing.stop() }
        let answer = try await lambdaCaller(failing).call(status)
        #expect(answer.status == 502)
        #expect(
            AnswerObject(answer.body)?.text("error")
                == "Grant:servicenow failed (Unhandled). Runtime.ExitError: it ended"
        )

        let other = try ScriptedServer { _ in .json(200, #""hello""#) }
        defer { other.stop() }
        let odd = try await lambdaCaller(other).call(status)
        #expect(AnswerObject(odd.body)?.text("error")?.contains("Is it the right function?") == true)

        let missing = try ScriptedServer { _ in
            .response(
                HTTPResponse(
                    status: 404,
                    headers: ["x-amzn-ErrorType": "ResourceNotFoundException"],
                    body: Array(#"{"Message":"Function not found"}"#.utf8)
                )
            )
        }
        defer { missing.stop() }
        let arn = "arn:aws:lambda:eu-west-1:111122223333:function:Grant"
        let message = await failure { try await lambdaCaller(missing, arn).call(status) }
        #expect(message.contains("Check its name and the region, eu-west-1."))
    }
}
