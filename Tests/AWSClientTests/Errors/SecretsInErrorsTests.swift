// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing
import TestSupport

@testable import AWSClient

@Suite("Secrets in error messages")
struct SecretsInErrorsTests {
    private func error(status: Int = 403, _ body: String) async throws -> AWSError {
        let client = try AWSClient.test(ScriptedTransport([.json(status, body)]))
        let error = await awsError { () throws(AWSError) in
            try await client.dynamoDB.getItem(table: "t", key: ["id": "1"])
        }
        return try #require(error)
    }

    /// What AWS says of a wrong signature: the canonical request, session token and all.
    private static let canonicalRequest =
        #"The signature does not match. Check your key.\n\nThe Canonical String for this request should have been\n"#
        + #"'POST\n/\n\nhost:x\nx-amz-security-token:ABCDEF\n'"#

    @Test(
        "Of a message that quotes the request, only the first sentence is kept",
        arguments: [
            ("InvalidSignatureException", canonicalRequest, "The signature does not match."),
            ("SignatureDoesNotMatch", canonicalRequest, "The signature does not match."),
            (
                "IncompleteSignatureException", "Authorization header requires 'Signature'. Authorization=AWS4 ABCDEF",
                "Authorization header requires 'Signature'."
            ),
            (
                "InvalidSignatureException",
                "Signature expired: 20230101T000000Z is now earlier than 20230101T001000Z (20230101T001500Z - 5 min.)",
                "Signature expired: 20230101T000000Z is now earlier than 20230101T001000Z (20230101T001500Z - 5 min.)"
            ),
            ("IncompleteSignature", #"first line\nABCDEF"#, "first line"),
        ]
    )
    func quotedRequest(code: String, message: String, kept: String) async throws {
        let error = try await error(#"{"__type": "\#(code)", "message": "\#(message)"}"#)
        #expect(error.message == kept)
        #expect(!error.description.contains("ABCDEF"))
    }

    @Test("The session token and the secret key are cut out of any message")
    func exactSecrets() async throws {
        let token = FixedCredentials.sessionToken
        let secret = Credentials.example().secretAccessKey.exposed
        let error = try await error(#"{"__type": "E", "message": "1 \#(token) 2 \#(secret) 3 \#(token)"}"#)
        #expect(error.message == "1 *** 2 *** 3 ***")
    }

    @Test("So they are from a page of a proxy that shows the request's headers")
    func proxyPage() async throws {
        let error = try await error(status: 407, "<html>x-amz-security-token: \(FixedCredentials.sessionToken)</html>")
        #expect(error.message.contains("x-amz-security-token: ***"))
    }

    @Test("A malformed answer is described without a value from it")
    func malformedAnswer() async throws {
        let error = try await error(status: 200, #"{"Item": {"justification": {"S": {"confidential": 1}}}}"#)
        #expect(error.kind == .malformedAnswer)
        #expect(!error.description.contains("confidential"))
        #expect(error.message.contains("Item.justification.S"))
    }
}
