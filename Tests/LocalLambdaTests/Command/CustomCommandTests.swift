// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("hourglass custom check")
struct CustomCommandTests {
    private func check(_ content: String) async throws -> HourglassCommand.Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
        try Data(content.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        var result: HourglassCommand.Result?
        try await HourglassCommand.with { result = try await $0.run(["custom", "check", file.path]) }
        return try #require(result)
    }

    @Test("Approvers' lines are shown beforehand, with what deserves a second look and why")
    func shown() async throws {
        let result = try await check(
            """
            {"managed_policies": ["ReadOnlyAccess", "IAMFullAccess"], "session_duration": "2h",
             "inline_policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
              "Action": ["kms:CreateGrant", "s3:GetObject"], "Resource": "arn:aws:s3:::logs/*"}]}}
            """
        )
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.output == """
                Approvers see:
                  managed policy  IAMFullAccess
                  managed policy  ReadOnlyAccess
                  session length  PT2H
                  second look     IAMFullAccess: can change what somebody may do
                  second look     IAMFullAccess: can change who may come in
                  second look     IAMFullAccess: can give a role to a service, and act through it
                  second look     IAMFullAccess: can make credentials that outlast this access
                  second look     kms:CreateGrant: can give away or destroy encryption keys
                  inline policy:
                    {
                      "Statement": [
                        {
                          "Action": ["kms:CreateGrant","s3:GetObject"],
                          "Effect": "Allow",
                          "Resource": "arn:aws:s3:::logs/*"
                        }
                      ],
                      "Version": "2012-10-17"
                    }
                Slack shows all of it, with buttons to decide.

                """
        )
    }

    @Test("What Slack cannot show whole is said to be decided with the command")
    func tooLong() async throws {
        let actions = (1...300).map { "\"s3:GetObject\($0)\"" }.joined(separator: ",")
        let result = try await check(
            #"{"inline_policy": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": [\#(actions)], "Resource": "*"}}}"#
        )
        #expect(result.status == 0)
        #expect(result.output.contains("too long for Slack") && result.output.contains("hourglass approve"))
        #expect(result.output.contains("s3:GetObject300"))
    }

    @Test("What could not be asked for is told, each part of it, with exit code 65")
    func invalid() async throws {
        let result = try await check(#"{"managed_policies": ["arn:aws:iam::111122223333:policy/Own"], "sesion": "2h"}"#)
        #expect(result.status == 65)
        #expect(result.output == "")
        #expect(result.errors.contains("custom_permission_set.managed_policies[0]: must be"))
        #expect(result.errors.contains("custom_permission_set.sesion: is not a known field"))
        #expect(try await check("{").status == 65)
        #expect(try await check("[]").status == 65)
        #expect(try await check("{}").status == 65)
        var missing: HourglassCommand.Result?
        try await HourglassCommand.with { missing = try await $0.run(["custom", "check", "/does/not/exist"]) }
        #expect(missing?.status == 64)
    }
}
