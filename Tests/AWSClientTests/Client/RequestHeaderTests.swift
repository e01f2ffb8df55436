// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Testing
import TestSupport

@testable import AWSClient

@Suite("Headers of a call")
struct RequestHeaderTests {
    private func requests(
        _ exchanges: [ScriptedTransport.Exchange] = [.json()],
        configuration: AWSClient.Configuration = .init(region: "eu-central-1"),
        traceID: @escaping @Sendable () -> String? = { nil }
    ) async throws -> [HTTPRequest] {
        let transport = ScriptedTransport(exchanges)
        let client = try AWSClient.test(transport, configuration: configuration, traceID: traceID)
        _ = try await client.dynamoDB.getItem(table: "t", key: ["id": "1"])
        return transport.sent
    }

    @Test("A JSON call is a POST to the region's endpoint that names its operation and protocol version")
    func json() async throws {
        let request = try #require(try await requests().first)
        #expect(request.method == .post)
        #expect(request.url == "https://dynamodb.eu-central-1.amazonaws.com/")
        #expect(request.headers["X-Amz-Target"] == "DynamoDB_20120810.GetItem")
        #expect(request.headers["Content-Type"] == "application/x-amz-json-1.0")
        #expect(request.options.allowsPlainHTTP == false)
    }

    @Test("A query call is a form in UTF-8 that names action and version")
    func query() async throws {
        let transport = ScriptedTransport([
            .json(200, "<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>")
        ])
        let client = try AWSClient.test(transport)
        #expect(try await client.sns.publish(topicARN: "arn:x", subject: "s", message: "a b&c") == "m")
        let request = try #require(transport.sent.first)
        #expect(request.url == "https://sns.eu-central-1.amazonaws.com/")
        #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded; charset=utf-8")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "Action=Publish&Version=2010-03-31&TopicArn=arn%3Ax&Subject=s&Message=a%20b%26c"
        )
    }

    @Test("The invocation id stays the same and the attempt counts up")
    func attempts() async throws {
        let sent = try await requests([.fault(500, "InternalServerError"), .fault(400, "ThrottlingException"), .json()])
        #expect(sent.map { $0.headers["amz-sdk-invocation-id"] } == ["id-1", "id-1", "id-1"])
        #expect(
            sent.map { $0.headers["amz-sdk-request"] }
                == ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"]
        )
    }

    @Test("Each attempt is signed anew, with the time it is sent at")
    func signedAgain() async throws {
        let transport = ScriptedTransport([.fault(400, "ThrottlingException"), .json()])
        // The first wait for throttling is up to a second; nearly all of it moves the clock on to another second.
        let clock = ManualClock(Date(timeIntervalSince1970: 1_700_000_000.5))
        let client = try AWSClient.test(transport, clock: clock, random: 0.999)
        _ = try await client.dynamoDB.getItem(table: "t", key: ["id": "1"])
        let dates = transport.sent.map { $0.headers["X-Amz-Date"] }
        #expect(dates == ["20231114T221320Z", "20231114T221321Z"])
        let signatures = Set(transport.sent.compactMap { $0.headers["Authorization"] })
        #expect(signatures.count == 2)
    }

    @Test("User-Agent names the product first, then what runs it and the operator's name for it")
    func userAgent() async throws {
        let configuration = AWSClient.Configuration(
            region: "eu-central-1",
            applicationID: "access desk/1\r\nX: y",
            executionEnvironment: "AWS_Lambda_provided.al2023"
        )
        let request = try #require(try await requests(configuration: configuration).first)
        let userAgent = try #require(request.headers["User-Agent"])
        #expect(userAgent.hasPrefix("hourglass/1.0 ua/2.1 os/linux lang/swift#6."))
        #expect(userAgent.hasSuffix(" exec-env/AWS_Lambda_provided.al2023 app/access-desk-1--X--y"))
    }

    @Test("In Lambda the trace of the moment is passed on, and not signed")
    func trace() async throws {
        let counter = Counter()
        let configuration = AWSClient.Configuration(region: "eu-central-1", sendsTraceID: true)
        let sent = try await requests(
            [.fault(500, "InternalServerError"), .json()],
            configuration: configuration,
            traceID: { "Root=1-\(counter.next());Sampled=1\nä" }
        )
        #expect(
            sent.map { $0.headers["X-Amzn-Trace-Id"] }
                == ["Root=1-1;Sampled=1%0A%C3%A4", "Root=1-2;Sampled=1%0A%C3%A4"]
        )
        for request in sent {
            let authorization = try #require(request.headers["Authorization"])
            #expect(!authorization.contains("x-amzn-trace-id"))
            #expect(authorization.contains("amz-sdk-request;"))
        }
    }

    @Test("Outside Lambda, or without a trace, there is no trace header", arguments: [true, false])
    func noTrace(inLambda: Bool) async throws {
        let configuration = AWSClient.Configuration(region: "eu-central-1", sendsTraceID: inLambda)
        let sent = try await requests(configuration: configuration, traceID: { inLambda ? nil : "Root=1" })
        #expect(sent.first?.headers["X-Amzn-Trace-Id"] == nil)
    }

    @Test("A service with a region of its own is called there")
    func otherRegion() async throws {
        let transport = ScriptedTransport([.json(200, #"{"Instances": []}"#)])
        let client = try AWSClient.test(transport)
        _ = try await SSOAdmin(client, region: "us-west-2").listInstances().all()
        let request = try #require(transport.sent.first)
        #expect(request.url == "https://sso.us-west-2.amazonaws.com/")
        #expect(request.headers["Authorization"]?.contains("/us-west-2/sso/aws4_request") == true)
    }
}
