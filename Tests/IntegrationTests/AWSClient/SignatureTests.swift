// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Testing

@Suite("Signatures as botocore verifies them", .enabled(if: LocalAWS.isExpected))
struct SignatureTests {
    private typealias Call = @Sendable (AWSClient) async throws -> Void

    private static let assignment = SSOAdmin.AccountAssignment(
        accountID: "111122223333",
        permissionSetARN: "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef",
        principalID: "u-1"
    )

    /// One call for each way a request is written: both JSON versions, the query form, and text of every kind.
    private static let calls: [Call] = [
        { client in _ = try await client.dynamoDB.getItem(table: "t", key: ["id": "ü + / % 日本"]) },
        { client in try await client.dynamoDB.putItem(.init(table: "t", item: ["id": "\n\t\"\\"])) },
        { client in try await client.dynamoDB.transactWriteItems([]) },
        { client in
            _ = try await SSOAdmin(client, region: "eu-central-1").createAccountAssignment(instanceARN: "a", assignment)
        },
        { client in
            _ = try await client.identityStore.getUserID(identityStoreID: "d-1", .email("ada+x@example.com"))
        },
        { client in _ = try await client.organizations.describeOrganization() },
        { client in
            _ = try await client.sns.publish(topicARN: "arn", subject: "a b", message: "ü + & = % ~ * ' ( ) !\n")
        },
        { client in _ = try await client.sts.getCallerIdentity() },
    ]

    @Test("Every kind of request is signed correctly", arguments: [nil, "FQoGZXIvYXdzE//+=="])
    func accepted(sessionToken: String?) async throws {
        let verifier = try verifier(secretAccessKey: "test")
        let client = try LocalAWS.client(endpoints: ["AWS_ENDPOINT_URL": verifier.url], sessionToken: sessionToken)
        for call in Self.calls {
            let error = try await error(of: call, client)
            // The answer to a request that is signed correctly is empty, which not every operation takes.
            #expect(error == nil || error?.kind == .malformedAnswer)
            #expect(error == nil || error?.status == 200)
        }
    }

    @Test("A signature with another key is noticed: the verifier does verify")
    func refused() async throws {
        let verifier = try verifier(secretAccessKey: "another")
        let client = try LocalAWS.client(endpoints: ["AWS_ENDPOINT_URL": verifier.url])
        for call in Self.calls {
            let error = try await error(of: call, client)
            #expect(error?.status == 403)
        }
    }

    private func verifier(secretAccessKey: String) throws -> SignatureVerifier {
        let python = try #require(LocalAWS.variable("HOURGLASS_TEST_PYTHON"), "a Python that has botocore")
        return try SignatureVerifier(python: python, accessKeyID: "test", secretAccessKey: secretAccessKey)
    }

    private func error(of call: Call, _ client: AWSClient) async throws -> AWSError? {
        do {
            try await call(client)
            return nil
        } catch let error as AWSError {
            return error
        }
    }
}
