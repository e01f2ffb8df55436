// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing
import TestSupport

@testable import AWSClient

@Suite("Successful answers")
struct AnswerTests {
    private let assignment = SSOAdmin.AccountAssignment(
        accountID: "111122223333",
        permissionSetARN: "arn:aws:sso:::permissionSet/ssoins-1/ps-1",
        principalID: "u-1"
    )

    private func create(_ answer: ScriptedTransport.Exchange) async throws -> AWSError? {
        let client = try AWSClient.test(ScriptedTransport([answer]))
        return await awsError { () throws(AWSError) in
            try await client.ssoAdmin.createAccountAssignment(instanceARN: "arn", assignment)
        }
    }

    @Test(
        "One that lacks what the operation promises is malformed: it says where, and may have taken effect",
        arguments: [
            ("{}", "it has no AccountAssignmentCreationStatus"),
            ("", "it has no AccountAssignmentCreationStatus"),
            (
                #"{"AccountAssignmentCreationStatus": {"Status": "IN_PROGRESS"}}"#,
                "it has no AccountAssignmentCreationStatus.RequestId"
            ),
            (
                #"{"AccountAssignmentCreationStatus": {"RequestId": "r"}}"#,
                "it has no AccountAssignmentCreationStatus.Status"
            ),
            (
                #"{"AccountAssignmentCreationStatus": {"RequestId": null, "Status": "FAILED"}}"#,
                "AccountAssignmentCreationStatus.RequestId is null"
            ),
            (
                #"{"AccountAssignmentCreationStatus": {"RequestId": "", "Status": "FAILED"}}"#,
                "AccountAssignmentCreationStatus.RequestId cannot be read"
            ),
            (
                #"{"AccountAssignmentCreationStatus": {"RequestId": 7, "Status": "FAILED"}}"#,
                "AccountAssignmentCreationStatus.RequestId is not a String"
            ),
            (#"{"AccountAssignmentCreationStatus": {"RequestId": "r", "#, "it is not valid JSON"),
            ("<html>Please log in</html>", "it is not JSON: <html>Please log in</html>"),
        ]
    )
    func malformed(body: String, problem: String) async throws {
        let error = try #require(try await create(.json(200, body, headers: ["x-amzn-RequestId": "R"])))
        #expect(error.kind == .malformedAnswer)
        #expect(error.message == "the answer cannot be used: \(problem)")
        #expect(error.requestID == "R")
        #expect(error.status == 200)
        #expect(error.attempts == 1)
        #expect(error.mayHaveTakenEffect)
    }

    @Test(
        "A write whose answer is empty, or has members nobody asked for, has succeeded",
        arguments: ["", "{}", #"{"A": 1}"#]
    )
    func noOutput(body: String) async throws {
        let client = try AWSClient.test(ScriptedTransport([.json(200, body)]))
        try await client.dynamoDB.putItem(.init(table: "t", item: ["id": "1"]))
    }

    @Test("One whose answer is a page of a proxy has not", arguments: ["<html>", "[]", "1", "null"])
    func foreign(body: String) async throws {
        let client = try AWSClient.test(ScriptedTransport([.json(200, body)]))
        let error = await awsError { () throws(AWSError) in
            try await client.dynamoDB.putItem(.init(table: "t", item: ["id": "1"]))
        }
        #expect(error?.kind == .malformedAnswer)
    }

    @Test(
        "A query answer that is not XML, or another operation's, is malformed",
        arguments: [
            ("{}", nil), ("", nil), ("<html><body/></html>", "it has no PublishResult"),
            ("<PublishResponse></PublishResponse>", "it has no PublishResult"),
            ("<SubscribeResponse><PublishResult/></SubscribeResponse>", "it has no PublishResult"),
            ("<PublishResponse><PublishResult/></PublishResponse>", "it has no MessageId"),
        ]
    )
    func query(body: String, problem: String?) async throws {
        let client = try AWSClient.test(ScriptedTransport([.json(200, body)]))
        let error = await awsError { () throws(AWSError) in
            try await client.sns.publish(topicARN: "arn", subject: "s", message: "m")
        }
        #expect(error?.kind == .malformedAnswer)
        #expect(error?.mayHaveTakenEffect == true)
        if let problem {
            #expect(error?.message == "the answer cannot be used: \(problem)")
        }
    }

    @Test("A status that is neither success nor failure is not taken for either")
    func unknownStatus() async throws {
        let body = #"{"AccountAssignmentCreationStatus": {"RequestId": "r", "Status": "PAUSED"}}"#
        let client = try AWSClient.test(ScriptedTransport([.json(200, body)]))
        let operation = try await client.ssoAdmin.createAccountAssignment(instanceARN: "arn", assignment)
        #expect(operation.status == .unknown("PAUSED"))
        #expect(operation.status.rawValue == "PAUSED")
    }

    @Test("A redirect is not followed, and is an error")
    func redirect() async throws {
        let error = try #require(try await create(.json(302, "", headers: ["Location": "https://example.com/"])))
        #expect(error.kind == .service)
        #expect(error.status == 302)
        #expect(error.attempts == 1)
    }
}
