// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

@Suite("A name that is another's too is told with the user who has it")
struct SharedNameTests {
    /// A store in which Ada is one of two, and the other is found by these texts.
    private func store(
        userName: String = "ada",
        email: String? = "ada@example.com",
        othersUserName: String? = nil,
        othersAddress: String? = nil,
        failing: String? = nil
    ) -> ScriptedAWS {
        ScriptedAWS { call, _ in
            if call.operation == "DescribeUser" {
                let emails: [JSONValue] = email.map { [["Value": .string($0), "Primary": true]] } ?? []
                return .json([
                    "UserId": "u-ada", "IdentityStoreId": "d-1", "UserName": .string(userName),
                    "Emails": .array(emails),
                ])
            }
            let attribute = call.input["AlternateIdentifier"]["UniqueAttribute"]
            let (path, value) = (attribute["AttributePath"].text, attribute["AttributeValue"].text)
            guard path != failing else { return .refusal("AccessDeniedException") }
            if value == (path == "userName" ? othersUserName : othersAddress) { return .json(["UserId": "u-eve"]) }
            if value == (path == "userName" ? userName : email) { return .json(["UserId": "u-ada"]) }
            return .refusal("ResourceNotFoundException")
        }
    }

    private func directory(_ aws: ScriptedAWS, clock: SetClock = SetClock()) throws -> IdentityCenterDirectory {
        IdentityCenterDirectory(try .scripted(aws), configuration: try Sample.configuredInstance(), clock: clock)
    }

    @Test("Her user name is another's address")
    func userName() async throws {
        let shared = SharedName("security@example.com", userNameOf: "u-ada", addressOf: "u-eve")
        for email in ["ada@example.com", nil] {
            let aws = store(userName: shared.name, email: email, othersAddress: shared.name)
            #expect(try await directory(aws).user(id: "u-ada")?.sharedName == shared)
        }
    }

    @Test("Her address is another's user name")
    func address() async throws {
        for name in ["security@example.com", "security"] {
            let aws = store(email: name, othersUserName: name)
            let shared = SharedName(name, userNameOf: "u-eve", addressOf: "u-ada")
            #expect(try await directory(aws).user(id: "u-ada")?.sharedName == shared)
        }
    }

    @Test("Upper and lower case make no other name")
    func letterCase() async throws {
        let byName = store(userName: "Security@Example.com", othersAddress: "security@example.com")
        #expect(try await directory(byName).user(id: "u-ada")?.sharedName?.addressOf == "u-eve")
        let byAddress = store(email: "Security@Example.com", othersUserName: "security@example.com")
        #expect(try await directory(byAddress).user(id: "u-ada")?.sharedName?.userNameOf == "u-eve")
    }

    @Test("Who has one text for both is asked about no further, and who has two with one call more")
    func cost() async throws {
        for (userName, email, calls) in [
            ("ada@example.com", "ada@example.com", 0), ("Ada@Example.com", "ada@example.com", 0),
            ("ada", "ada@example.com", 1), ("ada", nil, 0), ("ada@corp.example", "ada@example.com", 2),
        ] {
            let aws = store(userName: userName, email: email)
            #expect(try await directory(aws).user(id: "u-ada")?.sharedName == nil)
            #expect(aws.count("GetUserId") == calls, "\(userName), \(email ?? "none")")
        }
    }

    @Test("A look-up by the address has asked already, and what was asked is remembered for a minute")
    func remembered() async throws {
        let clock = SetClock()
        let aws = store()
        let directory = try directory(aws, clock: clock)
        #expect(try await directory.userID(named: "ada@example.com") == "u-ada")
        #expect(aws.count("GetUserId") == 2)
        for (seconds, calls) in [(0, 2), (59, 2), (1, 3)] {
            clock.advance(.seconds(seconds))
            #expect(try await directory.user(id: "u-ada")?.sharedName == nil)
            #expect(aws.count("GetUserId") == calls)
        }
    }

    @Test("Not being told is an error: the name may be another's", arguments: ["userName", "emails.value"])
    func failure(path: String) async throws {
        let aws = store(userName: "ada@corp.example", failing: path)
        let error = await #expect(throws: DirectoryError.self) { try await directory(aws).user(id: "u-ada") }
        #expect(error?.kind == .refused)
    }
}
