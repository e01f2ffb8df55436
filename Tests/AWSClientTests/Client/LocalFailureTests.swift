// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Testing
import TestSupport

@testable import AWSClient

@Suite("Calls that fail before or without the network")
struct LocalFailureTests {
    private struct NoCredentials: CredentialsProvider {
        func credentials() async throws(CredentialsError) -> Credentials {
            throw CredentialsError("AWS_ACCESS_KEY_ID is not set.")
        }
    }

    @Test("Without credentials nothing is sent, and the error says what is missing")
    func credentials() async throws {
        let transport = ScriptedTransport([.json()])
        let client = try AWSClient.test(transport, credentials: NoCredentials())
        let error = await awsError { () throws(AWSError) in try await client.sts.getCallerIdentity() }
        #expect(error?.kind == .credentials)
        #expect(error?.message == "AWS_ACCESS_KEY_ID is not set.")
        #expect(error?.attempts == 0)
        #expect(transport.sent.isEmpty)
    }

    @Test("A region that cannot be one is refused before anything is sent")
    func region() async throws {
        let transport = ScriptedTransport([.json()])
        let client = try AWSClient.test(transport)
        let error = await awsError { () throws(AWSError) in
            try await SSOAdmin(client, region: "evil.example.com/").listInstances().all()
        }
        #expect(error?.kind == .invalidRequest)
        #expect(transport.sent.isEmpty)
    }

    @Test("A placeholder that two expressions define differently is refused, not resolved by chance")
    func placeholders() async throws {
        let transport = ScriptedTransport([.json()])
        let client = try AWSClient.test(transport)
        let update = DynamoDB.Update(
            table: "t",
            key: ["id": "1"],
            update: DynamoDB.Expression("SET a = :v", values: [":v": 1]),
            condition: DynamoDB.Expression("b = :v", values: [":v": 2])
        )
        let error = await awsError { () throws(AWSError) in try await client.dynamoDB.updateItem(update) }
        #expect(error?.kind == .invalidRequest)
        #expect(error?.message.contains("same placeholder") == true)
        #expect(transport.sent.isEmpty)
    }

    @Test("A cancelled exchange is not retried")
    func cancelledExchange() async throws {
        let transport = ScriptedTransport([.lost(.cancelled)])
        let client = try AWSClient.test(transport)
        let error = await awsError { () throws(AWSError) in try await client.sts.getCallerIdentity() }
        #expect(error?.kind == .cancelled)
        #expect(error?.attempts == 1)
        #expect(error?.mayHaveTakenEffect == true)
    }

    @Test("Cancelling the task ends the wait before a retry")
    func cancelledWait() async throws {
        let transport = ScriptedTransport([.fault(500, "ServiceException")])
        let client = try AWSClient.test(transport)
        let task = Task {
            // The scripted transport does not look at cancellation; the wait does.
            withUnsafeCurrentTask { $0?.cancel() }
            return await awsError { () throws(AWSError) in try await client.organizations.describeOrganization() }
        }
        let error = await task.value
        #expect(error?.kind == .cancelled)
        #expect(error?.attempts == 1)
    }

    @Test(
        "What the transport refuses is told apart",
        arguments: [
            (TransportError.Code.invalidRequest, AWSError.Kind.invalidRequest), (.responseTooLarge, .tooLarge),
            (.tls, .transport), (.other, .transport),
        ]
    )
    func transport(code: TransportError.Code, kind: AWSError.Kind) async throws {
        let transport = ScriptedTransport([.lost(code)])
        let client = try AWSClient.test(transport)
        let error = await awsError { () throws(AWSError) in try await client.sts.getCallerIdentity() }
        #expect(error?.kind == kind)
        #expect(error?.attempts == 1)
    }
}
