// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite("hourglass policy and the local Identity Store", .enabled(if: LocalAWS.isExpected))
struct PolicyCommandTests {
    @Test("Names get their ids, and the check finds a group that was renamed and a name that two users have")
    func commands() async throws {
        let region = "eu-west-3"
        let client = try LocalAWS.client(region: region)
        let store = try #require(try await client.ssoAdmin.listInstances().elements().first).identityStoreID
        let suffix = UUID().uuidString.lowercased().prefix(8)
        let (ada, group) = ("ada-\(suffix)@example.com", "Engineers \(suffix)")
        let adaID = try await make(client, store, "ada-\(suffix)", ada)
        let answer = try await client.setUp(
            .identityStore,
            "CreateGroup",
            ["IdentityStoreId": "\(store)", "DisplayName": "\(group)"]
        )
        let groupID = try #require(answer["GroupId"]?.text)

        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let policy = """
            {"version": 1, "rules": [{"name": "read", "effect": "allow", "paths": ["cli", "console"],
              "principals": {"users": ["\(ada)"], "groups": ["\(group)"]}, "accounts": {"ous": ["Sandbox"]},
              "permission_sets": ["ReadOnlyAccess"], "maximum_duration": "8h", "approval": "automatic"}]}
            """
        try Data(policy.utf8).write(to: file)

        let checked = try await run(["check", file.path, "--directory"], region)
        #expect(checked.status == 0, "\(checked.text)")
        let resolved = try await run(["resolve", file.path, "--write"], region)
        #expect(resolved.status == 0, "\(resolved.text)")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(
            text
                == policy.replacing("\"\(ada)\"", with: #"{"id": "user:\#(adaID)", "name": "\#(ada)"}"#)
                .replacing("\"\(group)\"", with: #"{"id": "group:\#(groupID)", "name": "\#(group)"}"#)
        )
        #expect(try await run(["check", file.path, "--directory"], region).status == 0)

        // Somebody calls themselves as Ada is known, and the policy notes another name of the group.
        _ = try await make(client, store, ada, "eve-\(suffix)@example.com")
        try Data(text.replacing(#""name": "\#(group)""#, with: #""name": "Ops""#).utf8).write(to: file)
        let renamed = try await run(["check", file.path, "--directory"], region)
        #expect(renamed.status == 0 && renamed.text.contains("[name_changed]"), "\(renamed.text)")
        try Data(policy.utf8).write(to: file)
        let taken = try await run(["check", file.path, "--directory"], region)
        #expect(taken.status == 1 && taken.text.contains("[name_of_several]"), "\(taken.text)")
    }

    private func make(_ client: AWSClient, _ store: String, _ name: String, _ email: String) async throws -> String {
        let made = try await client.setUp(
            .identityStore,
            "CreateUser",
            [
                "IdentityStoreId": "\(store)", "UserName": "\(name)", "DisplayName": "Ada Example",
                "Name": ["GivenName": "Ada", "FamilyName": "Example"],
                "Emails": [["Value": "\(email)", "Type": "work", "Primary": true]],
            ]
        )
        return try #require(made["UserId"]?.text)
    }

    /// Runs the built command.
    private func run(_ arguments: [String], _ region: String) async throws -> (status: Int32, text: String) {
        let products = Bundle.main.executableURL?.deletingLastPathComponent() ?? URL(filePath: ".build/debug")
        let (process, output) = (Process(), Pipe())
        process.executableURL = products.appending(path: "hourglass")
        process.arguments = ["policy"] + arguments
        process.environment = try LocalAWS.endpoints().merging([
            "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": region,
        ]) { $1 }
        (process.standardOutput, process.standardError) = (output, output)
        let ended = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { ended.continuation.yield($0.terminationStatus) }
        try process.run()
        let status = await ended.stream.first { _ in true } ?? -1
        return (status, String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self))
    }
}
