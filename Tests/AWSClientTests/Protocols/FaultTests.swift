// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing

@testable import AWSClient

@Suite("Error answers")
struct FaultTests {
    private func json(_ body: String, status: Int = 400, headers: HTTPHeaders = [:]) -> ServiceFault {
        ServiceFault(
            HTTPResponse(status: status, headers: headers, body: Array(body.utf8)),
            .json(version: "1.0", targetPrefix: "X")
        )
    }

    private func query(_ body: String, status: Int = 400, headers: HTTPHeaders = [:]) -> ServiceFault {
        ServiceFault(
            HTTPResponse(status: status, headers: headers, body: Array(body.utf8)),
            .query(version: "1")
        )
    }

    @Test(
        "The code is the bare name of __type, or else of the error type header",
        arguments: [
            (#"{"__type": "FooError"}"#, [:], "FooError"),
            (#"{"__type": "com.amazonaws.dynamodb.v20120810#FooError"}"#, [:], "FooError"),
            (#"{"__type": "FooError:http://internal.amazon.com/coral/com.amazon.coral.validate/"}"#, [:], "FooError"),
            (#"{"__type": "aws.protocoltests#FooError:http://internal/#x"}"#, [:], "FooError"),
            (#"{"code": "FooError"}"#, [:], "FooError"),
            ("{}", ["X-Amzn-ErrorType": "FooError:http://internal/"], "FooError"),
            (#"{"__type": 7}"#, ["x-amzn-errortype": "ns#FooError"], "FooError"),
            (#"{"__type": "BodyError"}"#, ["x-amzn-errortype": "HeaderError"], "BodyError"),
            ("", ["x-amzn-errortype": "FooError"], "FooError"),
            ("{}", [:], nil), (#"{"__type": ""}"#, [:], nil), (##"{"__type": "#"}"##, [:], nil),
        ] as [(String, HTTPHeaders, String?)]
    )
    func code(body: String, headers: HTTPHeaders, code: String?) {
        #expect(json(body, headers: headers).code == code)
    }

    @Test(
        "The message is found under each of its names, and the reason of a key's refusal with it",
        arguments: [
            (#"{"message": "why"}"#, "why"), (#"{"Message": "why"}"#, "why"), (#"{"errorMessage": "why"}"#, "why"),
            (#"{"message": 1, "Message": "why"}"#, "why"), ("{}", "no message"),
            (#"{"Message": "why", "Reason": "KMS_DISABLED"}"#, "why (reason: KMS_DISABLED)"),
        ]
    )
    func message(body: String, message: String) {
        #expect(json(body).message == message)
    }

    @Test("The request id is a header's, or else the body's")
    func requestID() {
        let body = #"{"RequestId": "body"}"#
        #expect(json(body, headers: ["x-amzn-RequestId": "1"]).requestID == "1")
        #expect(json(body, headers: ["x-amz-request-id": "2"]).requestID == "2")
        #expect(json(body).requestID == "body")
        #expect(json("{}").requestID == nil)
    }

    @Test("A cancelled transaction's reasons keep their order and their items")
    func reasons() {
        let fault = json(
            """
            {"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException", "Message": "cancelled",
             "CancellationReasons": [{"Code": "None"}, {},
               {"Code": "ConditionalCheckFailed", "Message": "m", "Item": {"id": {"S": "1"}}}]}
            """
        )
        #expect(
            fault.cancellationReasons == [
                .init(code: "None"), .init(code: "None"),
                .init(code: "ConditionalCheckFailed", message: "m", item: ["id": "1"]),
            ]
        )
    }

    @Test("A member of the wrong type does not hide the others")
    func lenient() {
        let fault = json(#"{"__type": "FooError", "message": [], "CancellationReasons": 3, "Item": {"id": 1}}"#)
        #expect(fault == ServiceFault(status: 400, code: "FooError", message: "no message"))
    }

    @Test("A query error has code, message and request id")
    func queryError() {
        let fault = query(
            """
            <ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
              <Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does &lt;not&gt; exist</Message></Error>
              <RequestId>9dd01905</RequestId>
            </ErrorResponse>
            """,
            status: 404
        )
        #expect(
            fault
                == ServiceFault(
                    status: 404,
                    code: "NotFound",
                    message: "Topic does <not> exist",
                    requestID: "9dd01905"
                )
        )
    }

    @Test(
        "An answer that is not the service's keeps its status and its beginning, on one line",
        arguments: [
            ("<html>\r\n<h1>502  Bad Gateway</h1></html>", "<html> <h1>502 Bad Gateway</h1></html>"),
            ("upstream connect error\u{0}", "upstream connect error"),
            ("[1, 2]", "[1, 2]"), ("{\"message\": ", "{\"message\":"),
            (String(repeating: "x", count: 10_000), String(repeating: "x", count: 199) + "…"),
        ]
    )
    func foreign(body: String, shown: String) {
        for fault in [json(body, status: 502), query(body, status: 502)] {
            #expect(fault.status == 502)
            #expect(fault.code == nil)
            #expect(fault.message == "HTTP status 502, and the answer is not from the service: \(shown)")
        }
    }

    @Test("An empty one says so, and bytes that are not text are shown as such")
    func emptyOrBinary() {
        #expect(json("", status: 503).message == "HTTP status 503 with an empty body")
        let binary = HTTPResponse(status: 502, body: [0x1F, 0x8B, 0xFF, 0x00, 0x41])
        #expect(ServiceFault(binary, .query(version: "1")).message.hasSuffix(": \u{FFFD}\u{FFFD} A"))
    }
}
