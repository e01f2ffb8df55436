// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Testing

@testable import LambdaRuntime

@Suite("Reading an event's headers")
struct InvocationTests {
    private static let now = Date(timeIntervalSince1970: 1000)

    private static let all: [(String, String)] = [
        ("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
        ("Lambda-Runtime-Deadline-Ms", "1542409706888"),
        ("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:123456789012:function:Grant:live"),
        ("Lambda-Runtime-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700"),
        ("Lambda-Runtime-Client-Context", #"{"custom":{"a":1}}"#),
        ("Lambda-Runtime-Cognito-Identity", #"{"cognitoIdentityId":"i","cognitoIdentityPoolId":"p"}"#),
        ("Lambda-Runtime-Aws-Tenant-Id", "tenant-1"), ("Lambda-Runtime-Invocation-Id", "invocation-1"),
    ]

    private static func invocation(_ fields: [(String, String)]) throws -> Invocation {
        var headers = HTTPHeaders()
        for (name, value) in fields {
            headers.append(value, for: name)
        }
        return try Invocation(HTTPResponse(status: 200, headers: headers, body: [1, 2, 3]), now: now)
    }

    @Test("All of them are read, however their names are capitalized", arguments: [0, 1, 2])
    func everyHeader(_ capitalization: Int) throws {
        let invocation = try Self.invocation(
            Self.all.map { name, value in
                switch capitalization {
                case 0: (name, value)
                case 1: (name.lowercased(), value)
                default: (name.uppercased(), value)
                }
            }
        )
        #expect(invocation.requestID == "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
        #expect(invocation.event == [1, 2, 3])
        #expect(invocation.deadline == Date(timeIntervalSince1970: 1_542_409_706.888))
        #expect(invocation.invokedFunctionARN == "arn:aws:lambda:eu-west-1:123456789012:function:Grant:live")
        #expect(invocation.traceID == "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700")
        #expect(invocation.clientContext == Array(#"{"custom":{"a":1}}"#.utf8))
        #expect(invocation.cognitoIdentity == .init(identityID: "i", identityPoolID: "p"))
        #expect(invocation.tenantID == "tenant-1")
        #expect(invocation.name.invocationID == "invocation-1")
        #expect(invocation.warnings.isEmpty)
    }

    @Test(
        "An invocation id that no header can have is left out, and logged",
        arguments: ["a b", "a\u{7F}", "é", String(repeating: "a", count: 257)]
    )
    func strangeInvocationID(id: String) throws {
        let invocation = try Self.invocation([Self.all[0], Self.all[1], ("Lambda-Runtime-Invocation-Id", id)])
        #expect(invocation.name.invocationID == nil)
        #expect(invocation.warnings.count == 1)
    }

    @Test(
        "None but the request id is needed; an empty one counts as missing",
        arguments: [[], all.dropFirst().map(\.0)]
    )
    func missing(_ empty: [String]) throws {
        let invocation = try Self.invocation([Self.all[0]] + empty.map { ($0, "") })
        #expect(invocation.deadline == Self.now.addingTimeInterval(3))
        #expect(invocation.invokedFunctionARN == nil)
        #expect(invocation.traceID == nil)
        #expect(invocation.clientContext == nil)
        #expect(invocation.cognitoIdentity == nil)
        #expect(invocation.tenantID == nil)
        #expect(invocation.warnings.count == 1)
    }

    @Test(
        "A deadline that is no date leaves 3 s, with a warning",
        arguments: ["soon", "-1", "0", "1e12", "1542409706888.5", " 1", "99999999999999999999", "253402300800000", "٣"]
    )
    func badDeadline(_ text: String) throws {
        let invocation = try Self.invocation([Self.all[0], ("Lambda-Runtime-Deadline-Ms", text)])
        #expect(invocation.deadline == Self.now.addingTimeInterval(3))
        #expect(invocation.warnings.count == 1)
    }

    @Test("A Cognito identity that cannot be read is left out, with a warning", arguments: ["{", "[]", "{}", "null"])
    func badIdentity(_ text: String) throws {
        let invocation = try Self.invocation(Array(Self.all.prefix(2)) + [("Lambda-Runtime-Cognito-Identity", text)])
        #expect(invocation.cognitoIdentity == nil)
        #expect(invocation.warnings.count == 1)
    }

    @Test("Everything read is in the handler's context, and warnings are in the log")
    func context() async throws {
        var headers = HTTPHeaders()
        for (name, value) in Self.all.dropFirst() {
            headers.append(value, for: name)
        }
        headers["Lambda-Runtime-Deadline-Ms"] = "never"
        let performance = await Performance.of([.event(headers: headers), .accepted]) { _, context, journal in
            journal.note("\(context.remainingTime)")
            journal.note(context.invokedFunctionARN ?? "-")
            journal.note(context.traceID ?? "-")
            journal.note(String(decoding: context.clientContext ?? [], as: UTF8.self))
            journal.note(context.cognitoIdentity?.identityPoolID ?? "-")
            journal.note(context.tenantID ?? "-")
            return LambdaResponse([])
        }
        #expect(
            performance.journal[2...7] == [
                "3.0 seconds", "arn:aws:lambda:eu-west-1:123456789012:function:Grant:live",
                "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700", #"{"custom":{"a":1}}"#, "p", "tenant-1",
            ]
        )
        let warning = try #require(try performance.log.records().first)
        #expect(warning["level"] as? String == "WARN")
        #expect(warning["requestId"] as? String == "request-1")
        #expect(warning["tenantId"] as? String == "tenant-1")
    }
}
