// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport

@testable import AWSClient
@testable import JITAccess
@testable import JITAccessAWS
@testable import LambdaRuntime

/// What Lambda, the services and the tables answer.
extension FuzzTarget {
    static let wire = [runtimeHeaders, jsonErrors, xmlErrors, xml, httpDate, items, url]

    /// Headers of the Runtime API: lines of names and values, and the event after an empty line.
    static let runtimeHeaders = FuzzTarget(
        name: "runtime-headers",
        seeds: [
            """
            Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd
            Lambda-Runtime-Deadline-Ms: 1542409706888
            Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:111122223333:function:Grant:url
            Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1
            Lambda-Runtime-Cognito-Identity: {"cognitoIdentityId":"a","cognitoIdentityPoolId":"b"}

            {}
            """
        ]
    ) { bytes in
        var expectations = Expectations()
        let response = answer(bytes, status: 200)
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        guard let read = try? LambdaRuntime.Invocation(response, now: now) else { return nil }
        expectations.expect(read.requestID.isOneLine && !read.requestID.isEmpty, "the request id has several lines")
        expectations.expect(read.event == response.body, "the event was changed")
        expectations.expect(read.deadline.timeIntervalSince1970 < 253_402_300_800, "the deadline is beyond all time")
        expectations.expect(read.warnings.allSatisfy(\.isOneLine), "a warning has several lines")
        let channel = Channel(invokedFunctionARN: read.invokedFunctionARN)
        if case .integration(let name) = channel {
            expectations.expect(read.invokedFunctionARN?.hasSuffix(":\(name)") == true, "\(name) was not invoked")
        }
        return expectations.violation
    }

    /// Errors of the json protocols, and whatever a proxy says instead.
    static let jsonErrors = FuzzTarget(
        name: "json-errors",
        seeds: [
            "x-amzn-errortype: a#B:http\n\n"
                + #"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"m","#
                + #""CancellationReasons":[{"Code":"ConditionalCheckFailed","Item":{"a":{"N":"1"}}},{"Code":"None"}]}"#,
            "Retry-After: 3\n\n" + #"{"code":"ThrottlingException","RetryAfterSeconds":1e300}"#, "\n<html>",
        ]
    ) { bytes in fault(bytes, .dynamoDB) }

    /// Errors of the query protocol.
    static let xmlErrors = FuzzTarget(
        name: "xml-errors",
        seeds: [
            "\n<ErrorResponse><Error><Type>Sender</Type><Code>Throttled</Code><Message>a &amp; b</Message></Error>"
                + "<RequestId>r-1</RequestId></ErrorResponse>"
        ]
    ) { bytes in fault(bytes, .sns) }

    private static func fault(_ bytes: [UInt8], _ service: AWSService) -> String? {
        var expectations = Expectations()
        for status in [400, 403, 429, 500, 503] {
            let fault = ServiceFault(answer(bytes, status: status), service.wireProtocol)
            expectations.expect(fault.status == status, "the status was changed")
            if let wait = fault.retryAfter {
                expectations.expect((.zero...Duration.seconds(5_000_000)).contains(wait), "it would wait for \(wait)")
            }
            let failure = AttemptFailure.service(fault)
            // A refusal of the service's has not taken effect, whatever else it says.
            expectations.expect(status >= 500 || !failure.mayHaveTakenEffect, "a refusal counts as an effect")
        }
        return expectations.violation
    }

    /// XML: what is read and written again is read as the same.
    static let xml = FuzzTarget(
        name: "xml",
        seeds: [
            #"<?xml version="1.0"?><!-- c --><a b='c'><d>1 &lt; 2 &#x41;</d><e/><![CDATA[x]]></a>"#,
            "<a><a><a/></a></a>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        ]
    ) { bytes in
        guard let root = try? XMLElement(parsing: bytes) else { return nil }
        let text = written(root)
        guard text.utf8.count <= XMLElement.maximumBytes else { return nil }
        return (try? XMLElement(parsing: Array(text.utf8))) == root ? nil : "it is read as something else: \(text)"
    }

    private static func written(_ element: XMLElement) -> String {
        let text = element.text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "<": "&lt;"
            case "&": "&amp;"
            case ">": "&gt;"
            case "\r": "&#13;"
            default: String(scalar)
            }
        }.joined()
        return "<\(element.name)>\(text)\(element.children.map(written).joined())</\(element.name)>"
    }

    /// The date of an answer, which moves the clock that calls are signed with.
    static let httpDate = FuzzTarget(
        name: "http-date",
        seeds: ["Sun, 06 Nov 1994 08:49:37 GMT", "Mon, 29 Feb 2100 24:00:60 GMT"]
    ) { bytes in
        guard let date = HTTPDate.parse(String(decoding: bytes, as: UTF8.self)) else { return nil }
        return (0..<253_402_387_200).contains(date.timeIntervalSince1970) ? nil : "\(date) is no date of an answer"
    }

    /// Items of the state table: what the functions read is what they write.
    static let items = FuzzTarget(
        name: "items",
        seeds: [
            #"{"a":{"M":{"b":{"L":[{"N":"1"},{"BOOL":true},{"NULL":true},{"B":"AA=="},{"SS":["x"]}]}}}}"#,
            #"""
            {"assignment_id":{"S":"u#111122223333#arn:aws:sso:::permissionSet/ssoins-1/ps-1"},"user_id":{"S":"u"},\#
            "account_id":{"S":"111122223333"},"permission_set_arn":{"S":"arn:aws:sso:::permissionSet/ssoins-1/ps-1"},\#
            "expiry_timestamp":{"N":"1800000000"},"created_at":{"S":"2026-01-02T03:04:05.678Z"},"status":{"S":"ACTIVE"},\#
            "version":{"N":"3"},"standing":{"BOOL":false},"leases":{"M":{"r-1":{"M":{"status":{"S":"ACTIVE"},\#
            "duration_seconds":{"N":"3600"},"expires_at":{"N":"1800000000"}}}}},\#
            "due":{"S":"due"},"due_at":{"N":"1800000000"}}
            """#,
        ]
    ) { bytes in
        guard let item = try? JSONDecoder().decode(Item.self, from: Data(bytes)) else { return nil }
        var expectations = Expectations()
        let again = (try? JSONEncoder().encode(item)).flatMap { try? JSONDecoder().decode(Item.self, from: $0) }
        expectations.expect(again == item, "an item is written as another")
        if let read = try? BindingItem.record(item) {
            let again = try? BindingItem.record(BindingItem.item(read))
            expectations.expect(again == read, "a binding is written as another")
        }
        if let read = try? RequestItem.record(item) {
            let again = try? RequestItem.record(RequestItem.item(read))
            expectations.expect(again == read, "a request is written as another")
        }
        if let read = try? CustomSetItem.record(item) {
            let again = try? CustomSetItem.record(CustomSetItem.item(read))
            expectations.expect(again == read, "a permission set is written as another")
        }
        if let read = try? EndedItem.ended(item) {
            let again = try? EndedItem.ended(EndedItem.item(read))
            expectations.expect(again == read, "a removal is written as another")
        }
        _ = try? PublishedItem.row(item)
        return expectations.violation
    }

    /// URLs and their parts as they are signed.
    static let url = FuzzTarget(
        name: "url",
        seeds: [
            "https://dynamodb.us-east-1.amazonaws.com/", "http://[::1]:8000/a%2Fb/../c?x=%20&y=+", "https://u:p@h/",
        ]
    ) { bytes in
        var expectations = Expectations()
        expectations.expect(PercentEncoding.decode(PercentEncoding.encode(bytes)) == bytes, "encoding loses something")
        let text = String(decoding: bytes, as: UTF8.self)
        let query = CanonicalQuery.text(text)
        expectations.expect(CanonicalQuery.text(query) == query, "a canonical query is not canonical: \(query)")
        if let parts = try? URLParts(text) {
            let rest = parts.path + (parts.query.map { "?\($0)" } ?? "")
            let again = try? URLParts("\(parts.scheme.rawValue)://\(parts.authority)\(rest)")
            expectations.expect(again == parts, "the parts make another URL")
        }
        return expectations.violation
    }

    /// An answer made of header lines, an empty line and a body.
    private static func answer(_ bytes: [UInt8], status: Int) -> HTTPResponse {
        var headers = HTTPHeaders()
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { break }
            let value = line[(colon + 1)...].drop { $0 == 0x20 }
            headers.append(String(decoding: value, as: UTF8.self), for: String(decoding: line[..<colon], as: UTF8.self))
        }
        return HTTPResponse(status: status, headers: headers, body: Array(rest))
    }
}
