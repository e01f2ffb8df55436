// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LocalLambda

@Suite("What a runtime is told about an event", .timeLimit(.minutes(2)))
struct InvocationRequestTests {
    @Test("Everything that is given arrives as a header")
    func allHeaders() async throws {
        let api = LocalRuntimeAPI()
        let runtime = HTTPRuntime(address: try await api.start())
        let request = InvocationRequest(
            event: Data("{}".utf8),
            requestID: "8476a536",
            deadline: Date(timeIntervalSince1970: 1_700_000_000.25),
            functionARN: "arn:aws:lambda:us-east-1:123456789012:function:Grant:live",
            traceID: "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1",
            clientContext: #"{"client":{"app_title":"a"}}"#,
            cognitoIdentity: #"{"cognitoIdentityId":"i","cognitoIdentityPoolId":"p"}"#,
            tenantID: "blue",
            contentType: "application/cloudevents+json"
        )
        let invoker = Task { try await api.invoke(request) }
        let headers = try await runtime.next().headers
        #expect(headers["lambda-runtime-aws-request-id"] == "8476a536")
        #expect(headers["lambda-runtime-deadline-ms"] == "1700000000250")
        #expect(headers["lambda-runtime-invoked-function-arn"] == request.functionARN)
        #expect(headers["lambda-runtime-trace-id"] == request.traceID)
        #expect(headers["lambda-runtime-client-context"] == request.clientContext)
        #expect(headers["lambda-runtime-cognito-identity"] == request.cognitoIdentity)
        #expect(headers["lambda-runtime-aws-tenant-id"] == "blue")
        #expect(headers["content-type"] == "application/cloudevents+json")
        invoker.cancel()
        await api.stop()
    }

    @Test("What is missing or empty is not sent, except the request id and the type")
    func fewHeaders() {
        let request = InvocationRequest(event: Data(), requestID: "a", traceID: "", contentType: "")
        #expect(request.headers.map(\.name) == ["Lambda-Runtime-Aws-Request-Id", "Content-Type"])
        #expect(request.headers.last?.value == "application/json")
    }

    @Test("Each invocation has a request id of its own unless one is given")
    func requestIDs() {
        let first = InvocationRequest(event: Data())
        #expect(first.requestID.contains(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/))
        #expect(first.requestID != InvocationRequest(event: Data()).requestID)
    }

    @Test(
        "A value that could forge a header is not accepted",
        arguments: ["a\r\nX: 1", "a\nb", "\u{0}", "a\u{7f}"]
    )
    func controlCharacters(value: String) {
        let bad = LocalRuntimeAPIError.invalidHeader(name: "Lambda-Runtime-Trace-Id")
        #expect(throws: bad) { try InvocationRequest(event: Data(), traceID: value).validate() }
        let badID = LocalRuntimeAPIError.invalidHeader(name: "Lambda-Runtime-Aws-Request-Id")
        #expect(throws: badID) { try InvocationRequest(event: Data(), requestID: value).validate() }
        #expect(throws: badID) { try InvocationRequest(event: Data(), requestID: "").validate() }
    }
}
