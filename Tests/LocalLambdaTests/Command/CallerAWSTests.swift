// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import hourglass

@Suite("The caller's own AWS environment")
struct CallerAWSTests {
    private static let export = ["configure", "export-credentials", "--format", "process"]
    private static let exported = #"{"Version":1,"AccessKeyId":"AKIDEXPORTED","SecretAccessKey":"a-secret"}"#

    /// An `aws` command that answers what is given here and fails otherwise.
    private func aws(
        export: Result<String, AWSCommandLine.Failure> = .failure(.failed("must not be asked")),
        region: String? = nil,
        account: String? = "111122223333"
    ) -> AWSCommandLine.Runner {
        { arguments in
            switch arguments.first {
            case "configure" where arguments == Self.export: export
            case "configure": region.map { .success($0) } ?? .failure(.failed("no region"))
            default: account.map { .success($0) } ?? .failure(.failed("no network"))
            }
        }
    }

    @Test("Credentials in the environment are used as they are, and no profile is asked")
    func environment() throws {
        let environment = [
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret", "AWS_SESSION_TOKEN": "a-token",
            "AWS_REGION": "eu-west-1", "AWS_PROFILE": "ops", "AWS_ENDPOINT_URL": "http://127.0.0.1:4570",
            "STATE_TABLE": "mine", "HOME": "/home/ada", "PATH": "/bin", "AWS_LAMBDA_FUNCTION_NAME": "other",
            "AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_GROUP_NAME": "other", "HTTPS_PROXY": "http://proxy:3128",
        ]
        let caller = try CallerAWS.resolve(environment: environment, run: aws())
        let expected = [
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret", "AWS_SESSION_TOKEN": "a-token",
            "AWS_REGION": "eu-west-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:4570", "STATE_TABLE": "mine",
            "AWS_LAMBDA_LOG_FORMAT": "JSON", "HTTPS_PROXY": "http://proxy:3128",
        ]
        #expect(caller.variables == expected)
        #expect(caller.summary == "AWS account 111122223333, credentials from the environment, region eu-west-1")
    }

    @Test("A profile is resolved, and a session token that is not its own does not remain")
    func profile() throws {
        let environment = ["AWS_PROFILE": "ops", "AWS_SESSION_TOKEN": "stale"]
        let run = aws(export: .success(Self.exported), region: "eu-central-1", account: nil)
        let caller = try CallerAWS.resolve(environment: environment, run: run)
        let expected = [
            "AWS_ACCESS_KEY_ID": "AKIDEXPORTED", "AWS_SECRET_ACCESS_KEY": "a-secret", "AWS_REGION": "eu-central-1",
        ]
        #expect(caller.variables == expected)
        #expect(caller.summary == "AWS account (not known), profile ops, region eu-central-1")
    }

    @Test("Half of the credentials in the environment are none")
    func half() throws {
        let environment = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "", "AWS_REGION": "eu-west-1"]
        let caller = try CallerAWS.resolve(environment: environment, run: aws(export: .success(Self.exported)))
        #expect(caller.variables["AWS_ACCESS_KEY_ID"] == "AKIDEXPORTED")
    }

    @Test(
        "Without credentials it says why and what to do, and never what it has read",
        arguments: [
            (Result.failure(AWSCommandLine.Failure.notInstalled), "no aws command"),
            (.failure(.failed("The SSO session has expired")), "The SSO session has expired"),
            (.success("a-secret"), "gave no credentials"),
        ]
    )
    func noCredentials(export: Result<String, AWSCommandLine.Failure>, reason: String) throws {
        let failure = try #require(
            #expect(throws: CommandFailure.self) {
                try CallerAWS.resolve(environment: ["AWS_REGION": "eu-west-1"], run: aws(export: export))
            }
        )
        #expect(failure.message.contains(reason))
        #expect(failure.message.contains("AWS_PROFILE"))
        #expect(!failure.message.contains("a-secret"))
    }

    @Test("Without a region it says how to set one")
    func noRegion() throws {
        let environment = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret"]
        let failure = try #require(
            #expect(throws: CommandFailure.self) { try CallerAWS.resolve(environment: environment, run: aws()) }
        )
        #expect(failure.message.contains("AWS_REGION"))
    }
}
