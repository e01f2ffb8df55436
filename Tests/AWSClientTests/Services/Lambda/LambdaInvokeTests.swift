// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

@testable import AWSClient

@Suite("Invoking a function")
struct LambdaInvokeTests {
    private static let event = Array(#"{"user_email":"ada@example.com"}"#.utf8)
    private static let answer = Array(#"{"statusCode":200,"body":"{}"}"#.utf8)

    @Test("The event is posted to the function's path, and the payload is its answer")
    func answered() async throws {
        let transport = ScriptedTransport([.success(HTTPResponse(status: 200, body: Self.answer))])
        let client = try AWSClient.test(transport)
        #expect(try await client.lambda.invoke("Grant", payload: Self.event) == .payload(Self.answer))
        let request = try #require(transport.sent.first)
        #expect(request.method == .post)
        #expect(request.url == "https://lambda.eu-central-1.amazonaws.com/2015-03-31/functions/Grant/invocations")
        #expect(request.body == Self.event)
        #expect(request.headers["X-Amz-Invocation-Type"] == "RequestResponse")
        #expect(request.headers["X-Amz-Log-Type"] == "None")
        #expect(request.headers["X-Amz-Target"] == nil)
        #expect(request.headers["Authorization"]?.contains("/eu-central-1/lambda/aws4_request") == true)
        #expect(request.options.timeout == .seconds(65))
    }

    @Test(
        "A function is named in any way that Lambda knows",
        arguments: [
            ("Grant:url", "Grant%3Aurl"), ("111122223333:Grant", "111122223333%3AGrant"),
            (
                "arn:aws:lambda:eu-west-1:111122223333:function:Grant:servicenow",
                "arn%3Aaws%3Alambda%3Aeu-west-1%3A111122223333%3Afunction%3AGrant%3Aservicenow"
            ), ("../x?y", "..%2Fx%3Fy"),
        ]
    )
    func names(function: String, segment: String) async throws {
        let transport = ScriptedTransport([.json()])
        let client = try AWSClient.test(transport)
        _ = try await Lambda(client, region: "eu-west-1").invoke(function, payload: Self.event)
        let prefix = "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/"
        #expect(transport.sent.first?.url == "\(prefix)\(segment)/invocations")
    }

    @Test("A name that cannot be one is not sent", arguments: ["", "Gr ant", String(repeating: "a", count: 171)])
    func badName(function: String) async throws {
        let transport = ScriptedTransport([.json()])
        let client = try AWSClient.test(transport)
        let error = await awsError { () throws(AWSError) in try await client.lambda.invoke(function, payload: []) }
        #expect(error?.kind == .invalidRequest)
        #expect(transport.sent.isEmpty)
    }

    @Test("A function that failed is no failure of the call")
    func functionError() async throws {
        let body = #"{"errorType":"Runtime.ExitError","errorMessage":"Runtime exited"}"#
        let transport = ScriptedTransport([.json(200, body, headers: ["x-amz-function-error": "Unhandled"])])
        let client = try AWSClient.test(transport)
        let failure = Lambda.FunctionFailure(kind: "Unhandled", payload: Array(body.utf8))
        #expect(try await client.lambda.invoke("Grant", payload: Self.event) == .failure(failure))
        #expect(transport.sent.count == 1)
    }

    @Test("An event is put into the queue without waiting for the function")
    func enqueued() async throws {
        let transport = ScriptedTransport([.json(202, "")])
        let client = try AWSClient.test(transport)
        try await client.lambda.enqueue("Grant", payload: Self.event)
        #expect(transport.sent.first?.headers["X-Amz-Invocation-Type"] == "Event")
        #expect(transport.sent.first?.body == Self.event)
    }

    @Test("Another success than the one that was asked for is none")
    func otherStatus() async throws {
        let accepted = try AWSClient.test(ScriptedTransport([.json(202, "")]))
        let waited = await awsError { () throws(AWSError) in
            try await accepted.lambda.invoke("Grant", payload: Self.event)
        }
        #expect(waited?.kind == .malformedAnswer)
        let done = try AWSClient.test(ScriptedTransport([.json(200, "{}")]))
        let queued = await awsError { () throws(AWSError) in try await done.lambda.enqueue("Grant", payload: []) }
        #expect(queued?.kind == .malformedAnswer)
    }

    @Test("Lambda's errors have their code, in the header and in the body")
    func errors() async throws {
        let body = #"{"Type":"User","Message":"Function not found: arn:aws:lambda:x"}"#
        let missing = ScriptedTransport.Exchange.json(
            404,
            body,
            headers: ["x-amzn-ErrorType": "ResourceNotFoundException", "x-amzn-RequestId": "REQUEST"]
        )
        let client = try AWSClient.test(ScriptedTransport([missing]))
        let error = await awsError { () throws(AWSError) in try await client.lambda.invoke("No", payload: []) }
        #expect(error?.code == "ResourceNotFoundException")
        #expect(error?.isNotFound == true)
        #expect(error?.requestID == "REQUEST")
        #expect(error?.message.contains("Function not found") == true)
    }

    @Test(
        "What may have run is not run again, unless it may be",
        arguments: [
            ScriptedTransport.Exchange.lost(.timedOut), .lost(.connectionLost), .fault(500, "ServiceException"),
            .json(502, "<html>"),
        ]
    )
    func repetition(lost: ScriptedTransport.Exchange) async throws {
        let once = ScriptedTransport([lost, .json()])
        let client = try AWSClient.test(once)
        let error = await awsError { () throws(AWSError) in try await client.lambda.invoke("Grant", payload: []) }
        #expect(error?.mayHaveTakenEffect == true)
        #expect(once.sent.count == 1)

        let twice = ScriptedTransport([lost, .json()])
        let patient = try AWSClient.test(twice)
        let answer = try await patient.lambda.invoke("Grant", payload: [], isIdempotent: true)
        #expect(answer == .payload(Array("{}".utf8)))
        #expect(twice.sent.count == 2)
    }

    @Test(
        "What surely did not run is sent again",
        arguments: [
            ScriptedTransport.Exchange.lost(.couldNotConnect), .fault(429, "TooManyRequestsException"),
            .fault(400, "ThrottlingException"),
        ]
    )
    func refused(refusal: ScriptedTransport.Exchange) async throws {
        let transport = ScriptedTransport([refusal, .json()])
        let client = try AWSClient.test(transport)
        #expect(try await client.lambda.invoke("Grant", payload: []) == .payload(Array("{}".utf8)))
        #expect(transport.sent.count == 2)
    }

    @Test("Over a real connection the signed path is the one that is sent")
    func wire() async throws {
        let server = try ScriptedServer { _ in .json(200, #"{"statusCode":200}"#) }
        defer { server.stop() }
        let client = AWSClient(
            configuration: AWSClient.Configuration(region: "eu-central-1"),
            transport: CurlTransport(),
            credentials: FixedCredentials(),
            endpoints: try EndpointResolver(environment: ["AWS_ENDPOINT_URL_LAMBDA": server.url])
        )
        let answer = try await client.lambda.invoke("Grant:url", payload: Self.event)
        #expect(answer == .payload(Array(#"{"statusCode":200}"#.utf8)))
        let request = try #require(server.requests.first)
        #expect(request.target == "/2015-03-31/functions/Grant%3Aurl/invocations")
        #expect(request.body == Self.event)
    }
}
