// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite("Credentials from a process")
struct CredentialProcessTests {
    private let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
    }

    private func run(
        _ command: String,
        timeout: Duration = .seconds(20)
    ) async throws(CredentialsError) -> Credentials {
        try await CredentialProcess(
            command: command,
            profile: "ada",
            environment: home.environment.merging(["AWS_PROFILE": "ada"]) { $1 },
            timeout: timeout
        ).credentials()
    }

    /// What the error says when the process prints `output`.
    private func message(printing output: String) async throws -> String {
        let command = try home.script("cat <<'END'\n\(output)\nEND")
        let error = await #expect(throws: CredentialsError.self) { try await run(command) }
        return error?.message ?? ""
    }

    @Test("What it prints is read, with its end")
    func temporary() async throws {
        let command = try home.script(
            """
            echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s3cr3t", "SessionToken": "t0ken",
            "Expiration": "2030-01-31T14:00:00+02:00", "AccountId": "111122223333"}'
            """
        )
        #expect(
            try await run(command)
                == Credentials(
                    accessKeyID: "A",
                    secretAccessKey: Secret("s3cr3t"),
                    sessionToken: Secret("t0ken"),
                    expiration: Date(timeIntervalSince1970: 1_896_091_200)
                )
        )
    }

    @Test("A token and an end may be missing or null")
    func longTerm() async throws {
        let command = try home.script(
            #"echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s3cr3t", "SessionToken": null}'"#
        )
        #expect(try await run(command) == Credentials(accessKeyID: "A", secretAccessKey: Secret("s3cr3t")))
    }

    @Test("Words are passed on as they are, without a shell; it gets the environment and no input")
    func arguments() async throws {
        let script = try home.script(
            """
            test "$#" = 3 && test "$1" = "a b" && test "$2" = '$HOME' && test "$3" = ';' || exit 11
            test "$AWS_PROFILE" = ada || exit 12
            test -z "$(cat)" || exit 13
            echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s"}'
            """,
            named: "my program"
        )
        #expect(try await run("\(script) \"a b\" $HOME ;").accessKeyID == "A")
    }

    @Test("It starts with no signal blocked and SIGPIPE not ignored, whatever the threads of this program do")
    func signals() async throws {
        signal(SIGPIPE, SIG_IGN)
        let script = try home.script(
            #"""
            grep -q '^SigBlk:[[:space:]]0*$' /proc/self/status || exit 11
            grep -q '^SigIgn:.*[02468ace]...$' /proc/self/status || exit 12
            echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s"}'
            """#
        )
        #expect(try await run(script).accessKeyID == "A")
    }

    @Test("A program is looked for in PATH")
    func path() async throws {
        #expect(
            try await run(#"echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s"}'"#).accessKeyID == "A"
        )
    }

    @Test("It is run each time the provider is asked, and the cache in front asks once")
    func provider() async throws {
        let script = try home.script(
            #"""
            echo x >> "$HOME/runs"
            echo "{\"Version\": 1, \"AccessKeyId\": \"RUN$(wc -l < "$HOME/runs" | tr -d ' ')\", \"SecretAccessKey\": \"s\"}"
            """#
        )
        try home.write("[profile ada]\ncredential_process = \(script)\n", to: ".aws/config")
        let provider = ProfileCredentials(environment: home.environment, profile: "ada")
        #expect(try await provider.credentials().accessKeyID == "RUN1")
        #expect(try await provider.credentials().accessKeyID == "RUN2")
        let cached = try DefaultCredentials.provider(
            environment: home.environment.merging(["AWS_PROFILE": "ada"]) { $1 }
        )
        #expect(try await cached.credentials().accessKeyID == "RUN3")
        #expect(try await cached.credentials().accessKeyID == "RUN3")
    }

    @Test(
        "Output that is not credentials is described by what it should be, and never shown",
        arguments: [
            ("", "printed something else than credentials"), ("s3cr3t", "printed something else than credentials"),
            (#"{"AccessKeyId": "s3cr3t"}"#, "printed something else than credentials"),
            (#"{"Version": "1", "AccessKeyId": "s3cr3t"}"#, "printed something else than credentials"),
            (#"{"Version": 1, "AccessKeyId": "s3cr3t""#, "printed something else than credentials"),
            (#"{"Version": 2, "AccessKeyId": "s3cr3t"}"#, "printed Version 2, and only 1 is known"),
            (#"{"Version": 1, "AccessKeyId": "s3cr3t"}"#, "There is no SecretAccessKey in what the credential_process"),
            (#"{"Version": 1, "AccessKeyId": "", "SecretAccessKey": "s3cr3t"}"#, "There is no AccessKeyId in what"),
            (#"{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s3cr3t\n"}"#, "SecretAccessKey in what the"),
            (
                #"{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s3cr3t", "Expiration": "2030"}"#,
                "Expiration in what the"
            ),
        ]
    )
    func notCredentials(output: String, reason: String) async throws {
        let message = try await message(printing: output)
        #expect(message.contains(reason))
        #expect(message.contains("profile 'ada'"))
        #expect(!message.contains("s3cr3t"))
    }
}
