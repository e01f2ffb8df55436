// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

@Suite("Which credentials of a profile count")
struct ProfileSourceTests {
    private static let keys = ["aws_access_key_id": "A", "aws_secret_access_key": "s3cr3t"]
    private static let process = ["credential_process": "get"]

    private func source(
        credentials: [String: String] = [:],
        config: [String: String] = [:]
    ) throws(CredentialsError) -> String {
        switch try ProfileSource(Profile(name: "ada", credentials: credentials, config: config)) {
        case .keys(let credentials): credentials.accessKeyID
        case .process(let command): command
        }
    }

    @Test("Keys in credentials win over a process, and a process wins over keys in config")
    func order() throws {
        #expect(try source(credentials: Self.keys, config: Self.process) == "A")
        #expect(try source(credentials: Self.process, config: Self.keys) == "get")
        #expect(try source(config: Self.process.merging(Self.keys) { $1 }) == "get")
        #expect(try source(config: Self.keys) == "A")
    }

    @Test(
        "Where the AWS CLI would assume a role or sign in, nothing else is used, and the error hands it over to the CLI",
        arguments: [
            ("role_arn", "arn:aws:iam::111122223333:role/a"), ("web_identity_token_file", "/token"),
            ("sso_session", "s"),
            ("sso_start_url", "https://example.com"), ("sso_account_id", "111122223333"), ("sso_role_name", "r"),
        ]
    )
    func unsupported(setting: String, value: String) {
        for credentials in [[:], Self.keys] {
            let error = #expect(throws: CredentialsError.self) {
                try source(credentials: credentials, config: [setting: value, "region": "eu-central-1"])
            }
            #expect(
                error?.message.hasSuffix(
                    """
                    set AWS_PROFILE=ada-process.

                    [profile ada-process]
                    credential_process = aws configure export-credentials --profile ada --format process
                    region = eu-central-1
                    """
                ) == true
            )
            #expect(error?.message.contains("s3cr3t") == false)
        }
    }

    @Test("A process next to an Identity Center sign-in is used, next to a role it is not")
    func processBesideOthers() throws {
        #expect(try source(config: Self.process.merging(["sso_session": "s"]) { $1 }) == "get")
        #expect(throws: CredentialsError.self) { try source(config: Self.process.merging(["role_arn": "r"]) { $1 }) }
    }

    @Test("A sign-in by the console comes after a process and before keys in config")
    func consoleLogin() throws {
        let login = ["login_session": "arn:aws:iam::111122223333:user/ada"]
        #expect(try source(credentials: Self.keys, config: login) == "A")
        #expect(try source(config: login.merging(Self.process) { $1 }) == "get")
        let error = #expect(throws: CredentialsError.self) { try source(config: login.merging(Self.keys) { $1 }) }
        #expect(error?.message.contains("signs in with the AWS console") == true)
    }

    @Test("A profile without credentials says so and what to do")
    func nothing() {
        let error = #expect(throws: CredentialsError.self) { try source(config: ["region": "eu-central-1"]) }
        #expect(error?.message.hasPrefix("Profile 'ada' has no credentials. Run 'aws configure --profile ada'") == true)
    }
}
