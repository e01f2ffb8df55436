// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

@Suite("Default credentials")
struct DefaultCredentialsTests {
    private let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
        try home.write(
            """
            [default]
            aws_access_key_id = FROMDEFAULT
            aws_secret_access_key = secret
            [ada]
            aws_access_key_id = FROMADA
            aws_secret_access_key = secret
            """,
            to: ".aws/credentials"
        )
    }

    private func accessKeyID(_ more: [String: String]) async throws -> String {
        let environment = home.environment.merging(more) { _, new in new }
        return try await DefaultCredentials.provider(environment: environment).credentials().accessKeyID
    }

    @Test("Keys in the environment win over a profile, even one that AWS_PROFILE names")
    func environmentFirst() async throws {
        let keys = ["AWS_ACCESS_KEY_ID": "FROMENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_PROFILE": "ada"]
        #expect(try await accessKeyID(keys) == "FROMENVIRONMENT")
    }

    @Test("Without keys the profile is read: the one of AWS_PROFILE, or default")
    func profile() async throws {
        #expect(try await accessKeyID([:]) == "FROMDEFAULT")
        #expect(try await accessKeyID(["AWS_PROFILE": ""]) == "FROMDEFAULT")
        #expect(try await accessKeyID(["AWS_PROFILE": "ada"]) == "FROMADA")
    }

    @Test(
        "Half a pair of keys is an error, not a reason to look elsewhere",
        arguments: [
            ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"),
        ]
    )
    func half(present: String, missing: String) {
        var environment = home.environment
        environment[present] = "value"
        let error = #expect(throws: CredentialsError.self) { try DefaultCredentials.provider(environment: environment) }
        #expect(error?.message.contains("no \(missing)") == true)
    }

    @Test("In Lambda missing keys fail at once, unless a profile is asked for by name")
    func lambda() async throws {
        var environment = home.environment
        environment["AWS_LAMBDA_FUNCTION_NAME"] = "Grant"
        let error = #expect(throws: CredentialsError.self) { try DefaultCredentials.provider(environment: environment) }
        #expect(error?.message.contains("AWS_ACCESS_KEY_ID") == true)
        #expect(try await accessKeyID(["AWS_LAMBDA_FUNCTION_NAME": "Grant", "AWS_PROFILE": "ada"]) == "FROMADA")
    }
}
