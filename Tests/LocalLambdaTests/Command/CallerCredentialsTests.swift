// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

@testable import hourglass

@Suite("The credentials of whoever runs the command")
struct CallerCredentialsTests {
    private static let exported = """
        {"Version":1,"AccessKeyId":"AKIDEXPORTED","SecretAccessKey":"a-secret","SessionToken":"a-token",
         "Expiration":"2026-11-21T10:00:00Z"}
        """

    /// No profile files, whatever this machine has.
    private let nowhere = ["AWS_CONFIG_FILE": "/nowhere/config", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere/credentials"]

    private func message(
        _ environment: [String: String],
        _ result: Result<String, AWSCommandLine.Failure>
    ) async -> String? {
        do {
            _ = try await CallerCredentials(environment: environment, run: { _ in result }).credentials()
            return nil
        } catch {
            return error.message
        }
    }

    @Test("Those in the environment are used, and no command is asked")
    func environment() async throws {
        let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret"]
        let credentials = CallerCredentials(environment: nowhere.merging(keys) { $1 }) { _ in
            Issue.record("the aws command was asked")
            return .failure(.notInstalled)
        }
        #expect(try await credentials.credentials().accessKeyID == "AKIDEXAMPLE")
        let half = nowhere.merging(["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE"]) { $1 }
        #expect(await message(half, .success(Self.exported))?.contains("AWS_SECRET_ACCESS_KEY") == true)
    }

    @Test("Those of a profile that only the aws command can resolve are the ones it exports, with their end")
    func exported() async throws {
        let caller = CallerCredentials(environment: nowhere, run: { _ in .success(Self.exported) })
        let credentials = try await caller.credentials()
        #expect(credentials.accessKeyID == "AKIDEXPORTED")
        #expect(credentials.sessionToken == Secret("a-token"))
        #expect(credentials.expiration == Date(timeIntervalSince1970: 1_795_255_200))
    }

    @Test("Of an AWS CLI of version 1 it quotes no usage text, and says what to do", arguments: [2, 252, 1])
    func versionOne(status: Int32) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "aws-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let config = folder.appending(path: "config")
        try Data("[default]\nsso_session = work\nregion = eu-central-1\n".utf8).write(to: config)
        let usage =
            "usage: aws [options] <command>\naws: error: argument subcommand: Invalid choice\nset    | add-model"
        #expect(AWSCommandLine.isUsage(status, usage))
        #expect(!AWSCommandLine.isUsage(255, "Error when retrieving token from sso: Token has expired"))
        let environment = ["AWS_CONFIG_FILE": config.path, "AWS_SHARED_CREDENTIALS_FILE": "/nowhere/credentials"]
        let told = try #require(await message(environment, .failure(.notKnown)))
        #expect(told.contains("[profile default-process]"))
        #expect(told.contains("version 2"))
        #expect(!told.contains("usage") && !told.contains("add-model"))
    }

    @Test("Without any it says why, and never what it has read")
    func none() async {
        #expect(await message(nowhere, .failure(.notInstalled))?.contains("There is no profile 'default'") == true)
        #expect(
            await message(nowhere, .failure(.failed("The SSO session has expired")))?
                .contains("The SSO session has expired") == true
        )
        // What the profile's own source has said is not hidden behind it.
        #expect(
            await message(nowhere, .failure(.failed("The SSO session has expired")))?
                .contains("There is no profile 'default'") == true
        )
        let odd = await message(nowhere, .success(#"{"SecretAccessKey":"a-secret"}"#))
        #expect(odd?.contains("gave no credentials") == true)
        #expect(odd?.contains("a-secret") == false)
    }
}
