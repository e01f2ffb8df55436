// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import TestSupport
import Testing

@Suite("hourglass policy resolve, and check --directory", .timeLimit(.minutes(2)))
struct PolicyDirectoryTests {
    private struct User {
        let id: String
        let name: String
        let email: String
        let status: String

        init(_ id: String, _ name: String, _ email: String, status: String = "ENABLED") {
            (self.id, self.name, self.email, self.status) = (id, name, email, status)
        }
    }

    /// An Identity Store with a few people and groups. What somebody is found by: their user name, or an address.
    private static func store(refusing operation: String? = nil) throws -> ScriptedServer {
        let users = [
            User("u-ada", "ada", "ada@example.com"), User("u-sue", "sue", "sue@example.com"),
            User("u-eve", "sue@example.com", "eve@example.com"),
            User("u-old", "old@example.com", "old@example.com", status: "DISABLED"),
        ]
        let addresses = ["ada@second.example": "u-ada"]
        let groups = ["g-1": "Engineers", "g-2": "Platform (was Ops)"]
        return try ScriptedServer { request in
            let called = (request.headers["X-Amz-Target"] ?? "").split(separator: ".").last.map(String.init) ?? ""
            guard called != operation,
                let input = try? JSONDecoder().decode(JSONValue.self, from: Data(request.text.utf8))
            else { return .json(400, #"{"__type":"AccessDeniedException","message":"not authorized to \#(called)"}"#) }
            let value = input["AlternateIdentifier"]["UniqueAttribute"]["AttributeValue"].text
            switch called {
            case "ListInstances":
                return .json(
                    200,
                    #"{"Instances":[{"InstanceArn":"arn:aws:sso:::instance/i-1","IdentityStoreId":"d-1"}]}"#
                )
            case "GetUserId":
                let byName = input["AlternateIdentifier"]["UniqueAttribute"]["AttributePath"].text == "userName"
                let holder = users.first { user in (byName ? user.name : user.email) == value }
                let id = holder?.id ?? (byName ? nil : value.flatMap { addresses[$0] })
                if let id { return .json(200, #"{"UserId":"\#(id)","IdentityStoreId":"d-1"}"#) }
            case "DescribeUser":
                if let user = users.first(where: { $0.id == input["UserId"].text }) {
                    return .json(
                        200,
                        #"{"UserId":"\#(user.id)","IdentityStoreId":"d-1","UserName":"\#(user.name)","UserStatus":"\#(user.status)","#
                            + #""Emails":[{"Value":"\#(user.email)","Primary":true}]}"#
                    )
                }
            case "GetGroupId":
                if let id = groups.first(where: { $0.value == value })?.key {
                    return .json(200, #"{"GroupId":"\#(id)","IdentityStoreId":"d-1"}"#)
                }
            case "DescribeGroup":
                if let id = input["GroupId"].text, let name = groups[id] {
                    return .json(200, #"{"GroupId":"\#(id)","IdentityStoreId":"d-1","DisplayName":"\#(name)"}"#)
                }
            default: break
            }
            return .json(400, #"{"__type":"ResourceNotFoundException","message":"not found"}"#)
        }
    }

    private static func policy(users: [String], groups: [String]) -> String {
        """
        {
          "version": 1,
          "rules": [
            { "name": "read",   "effect": "allow",
              "principals": {
                "users": [\(users.joined(separator: ",\n    "))],
                "groups": [\(groups.joined(separator: ", "))]
              },
              "paths": ["cli", "console"], "accounts": {"ous": ["Sandbox"]}, "permission_sets": ["ReadOnlyAccess"],
              "maximum_duration": "8h", "approval": "automatic" }
          ]
        }

        """
    }

    /// Runs the command on a file with this content, and tells what the file is afterwards.
    private func run(
        _ arguments: [String],
        _ content: String,
        _ server: ScriptedServer
    ) async throws -> (result: HourglassCommand.Result, file: String, path: String) {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
        try Data(content.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let environment = [
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a-secret", "AWS_REGION": "eu-central-1",
            "AWS_ENDPOINT_URL": server.url,
        ]
        var result = HourglassCommand.Result(status: -1, output: "", errors: "")
        try await HourglassCommand.with { command in
            result = try await command.run(
                ["policy"] + arguments.prefix(1) + [file.path] + arguments.dropFirst() + ["--calls-per-second", "20"],
                environment: environment
            )
        }
        return (result, try String(contentsOf: file, encoding: .utf8), file.path)
    }

    private static func id(_ id: String, _ name: String) -> String { #"{"id": "\#(id)", "name": "\#(name)"}"# }

    @Test("Ids come beside the names, everything else stays, and a second run asks for nothing more")
    func resolve() async throws {
        let server = try Self.store()
        defer { server.stop() }
        let before = Self.policy(
            users: [#""ada@example.com""#, #""*@example.com""#, #""ada""#, #""user:u-sue""#],
            groups: [#""Engineers""#]
        )
        let after = Self.policy(
            users: [
                Self.id("user:u-ada", "ada@example.com"), #""*@example.com""#, Self.id("user:u-ada", "ada"),
                #""user:u-sue""#,
            ],
            groups: [Self.id("group:g-1", "Engineers")]
        )
        let printed = try await run(["resolve"], before, server)
        #expect(printed.result.status == 0, "\(printed.result.errors)")
        #expect(printed.result.output == after)
        #expect(printed.file == before)
        #expect(printed.result.errors.contains("Patterns, not resolved: *@example.com\n"))
        #expect(printed.result.errors.contains("3 names got an id, 1 had one, 0 could not be resolved\n"))

        let written = try await run(["resolve", "--write"], before, server)
        #expect(written.result.status == 0 && written.result.output == "")
        #expect(written.file == after)

        let calls = server.requests.count
        let again = try await run(["resolve", "--identity-store-id", "d-1", "--write"], after, server)
        #expect(again.result.status == 0 && again.file == after)
        // The ids are looked up, each once.
        #expect(server.requests.count == calls + 3)
        #expect(server.requests.suffix(3).allSatisfy { $0.headers["X-Amz-Target"]?.contains("Describe") == true })
    }

    @Test("A name of nobody, of several or of a second address stays as it is and is told, with exit code 1")
    func unresolved() async throws {
        let server = try Self.store()
        defer { server.stop() }
        let content = Self.policy(
            users: [#""nobody@example.com""#, #""sue@example.com""#, #""ada@second.example""#, #""ada""#],
            groups: [#""Ghosts""#]
        )
        let (result, file, path) = try await run(["resolve", "--write"], content, server)
        #expect(result.status == 1)
        #expect(file == content.replacing(#""ada"]"#, with: Self.id("user:u-ada", "ada") + "]"))
        for (line, place, words) in [
            (6, "users[0]", "There is no user called nobody@example.com"),
            (7, "users[1]", "sue@example.com is the user name of the user u-eve and an address of the user u-sue"),
            (8, "users[2]", "is an address of ada that is not marked as their primary one"),
            (10, "groups[0]", "There is no group called Ghosts"),
        ] {
            #expect(result.errors.contains("\(path):\(line): $.rules[0].principals.\(place): "))
            #expect(result.errors.contains(words), "\(result.errors)")
        }
        #expect(result.errors.contains("1 names got an id, 0 had one, 4 could not be resolved"))
    }

    @Test("The check reports what the Identity Store says against the names")
    func check() async throws {
        let server = try Self.store()
        defer { server.stop() }
        let content = Self.policy(
            users: [
                #""nobody@example.com""#, #""sue@example.com""#, #""old@example.com""#, Self.id("user:u-gone", "kim"),
                Self.id("user:u-ada", "ada@example.com"), Self.id("user:u-ada", "ada@old.example"), #""*@example.com""#,
            ],
            groups: [Self.id("group:g-2", "Ops"), Self.id("group:g-1", "Engineers"), #""group:g-9""#]
        )
        let (result, file, path) = try await run(["check", "--directory"], content, server)
        #expect(result.status == 1)
        #expect(file == content)
        let found = result.output.split(separator: "\n").filter { $0.contains("principals") }
            .map { $0.replacing("\(path):", with: "") }
        let expected = [
            "6: $.rules[0].principals.users[0]: There is no user called", "[name_of_nobody]",
            "7: $.rules[0].principals.users[1]: sue@example.com is the user name", "[name_of_several]",
            "8: $.rules[0].principals.users[2]: warning: The user old@example.com is disabled", "[user_disabled]",
            "9: $.rules[0].principals.users[3]: There is no user with the id u-gone any more (kim)", "[id_gone]",
            "11: $.rules[0].principals.users[5]: warning: The user ada@old.example is called ada and ada@example.com now",
            "[name_changed]",
            "13: $.rules[0].principals.groups[0]: warning: The group Ops is called Platform (was Ops) now",
            "[name_changed]",
            "13: $.rules[0].principals.groups[2]: There is no group with the id g-9 any more;", "[id_gone]",
        ]
        #expect(found.count == 7, "\(result.output)")
        for (index, line) in found.enumerated() where index < 7 {
            #expect(line.hasPrefix(expected[2 * index]) && line.hasSuffix(expected[2 * index + 1]), "\(line)")
        }
        let json = try await run(["check", "--directory", "--json"], content, server)
        #expect(json.result.output.contains(#""code":"name_of_several""#))
    }

    @Test("Warnings leave the exit code at 0, and without --directory nothing is asked")
    func warnings() async throws {
        let server = try Self.store()
        defer { server.stop() }
        let content = Self.policy(users: [#""ada""#], groups: [Self.id("group:g-2", "Ops")])
        let offline = try await run(["check"], content, server)
        #expect(offline.result.status == 0 && server.requests.isEmpty)
        let asked = try await run(["check", "--directory"], content, server)
        #expect(asked.result.status == 0, "\(asked.result.output)")
        #expect(asked.result.output.contains("[name_changed]") && asked.result.output.contains("SHA-256 "))
    }

    @Test("A store that does not answer is told, and nothing is written or said of the names")
    func trouble() async throws {
        for (operation, words) in [("GetGroupId", "GetGroupId"), ("ListInstances", "cannot be looked up")] {
            let server = try Self.store(refusing: operation)
            defer { server.stop() }
            let content = Self.policy(users: [#""ada""#], groups: [#""Engineers""#])
            for arguments in [["resolve", "--write"], ["check", "--directory"]] {
                let (result, file, _) = try await run(arguments, content, server)
                #expect(result.status == 64)
                #expect(result.output == "" && file == content)
                #expect(result.errors.contains(words), "\(result.errors)")
            }
        }
    }
}

extension JSONValue {
    fileprivate subscript(name: String) -> JSONValue {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    fileprivate var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
