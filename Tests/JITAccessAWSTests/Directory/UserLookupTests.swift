// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Synchronization
import Testing

@Suite("Users are found by user name or e-mail address")
struct UserLookupTests {
    private func directory(_ aws: ScriptedAWS) throws -> IdentityCenterDirectory {
        IdentityCenterDirectory(try .scripted(aws), configuration: try Sample.configuredInstance())
    }

    private static func path(_ call: ScriptedAWS.Call) -> String? {
        call.input["AlternateIdentifier"]["UniqueAttribute"]["AttributePath"].text
    }

    /// Answers by the attribute that is asked for.
    private func aws(userName: ScriptedAWS.Answer, email: ScriptedAWS.Answer) -> ScriptedAWS {
        ScriptedAWS { call, _ in Self.path(call) == "userName" ? userName : email }
    }

    private static let notFound = ScriptedAWS.Answer.refusal("ResourceNotFoundException")
    private static let named = ScriptedAWS.Answer.json(["UserId": "by-name"])
    private static let mailed = ScriptedAWS.Answer.json(["UserId": "by-email"])

    @Test("A name is looked up as a user name and as an address, and names one user or none")
    func order() async throws {
        #expect(try await directory(aws(userName: Self.named, email: Self.notFound)).userID(named: "ada") == "by-name")
        #expect(try await directory(aws(userName: Self.named, email: Self.named)).userID(named: "ada") == "by-name")
        #expect(
            try await directory(aws(userName: Self.notFound, email: Self.mailed)).userID(named: "ada") == "by-email"
        )
        #expect(try await directory(aws(userName: Self.notFound, email: Self.notFound)).userID(named: "ada") == nil)
    }

    @Test("Both are asked at once, with exactly what was given")
    func together() async throws {
        let aws = aws(userName: Self.notFound, email: Self.notFound)
        aws.expectTogether(2)
        _ = try await directory(aws).userID(named: "Ada@Example.com")
        #expect(Set(aws.calls.map(Self.path)) == ["userName", "emails.value"])
        #expect(aws.mostInFlight == 2)
        #expect(
            aws.calls.allSatisfy { call in
                call.input["AlternateIdentifier"]["UniqueAttribute"]["AttributeValue"] == "Ada@Example.com"
                    && call.input["IdentityStoreId"] == .string(Sample.identityStoreID)
            }
        )
    }

    @Test("A name that could not be looked up is not replaced by an address that could")
    func uncertain() async throws {
        let aws = aws(userName: .refusal("AccessDeniedException"), email: Self.mailed)
        let error = await #expect(throws: DirectoryError.self) { try await directory(aws).userID(named: "ada") }
        #expect(error?.kind == .refused)
    }

    @Test("A name that is the user name of one and an address of another names neither")
    func ambiguous() async throws {
        let aws = aws(userName: Self.named, email: Self.mailed)
        let error = await #expect(throws: DirectoryError.self) { try await directory(aws).userID(named: "ada") }
        #expect(error?.kind == .ambiguous(SharedName("ada", userNameOf: "by-name", addressOf: "by-email")))
    }

    @Test("An address that could not be looked up may be another's, so the name is not settled")
    func certain() async throws {
        let aws = aws(userName: Self.named, email: .refusal("AccessDeniedException"))
        let error = await #expect(throws: DirectoryError.self) { try await directory(aws).userID(named: "ada") }
        #expect(error?.kind == .refused)
    }

    @Test("What a name names is believed for a minute, and that it names nobody is not believed at all")
    func remembered() async throws {
        let clock = SetClock()
        let holder = Mutex("u-1")
        let aws = ScriptedAWS { call, _ in
            let name = call.input["AlternateIdentifier"]["UniqueAttribute"]["AttributeValue"].text
            guard Self.path(call) == "userName", name == "ada" else { return Self.notFound }
            return .json(["UserId": .string(holder.withLock(\.self))])
        }
        let directory = IdentityCenterDirectory(
            try .scripted(aws),
            configuration: try Sample.configuredInstance(),
            clock: clock
        )
        #expect(try await directory.userID(named: "ada") == "u-1")
        // She is renamed, and another gets the name.
        holder.withLock { $0 = "u-2" }
        clock.advance(.seconds(59))
        #expect(try await directory.userID(named: "ada") == "u-1")
        #expect(aws.count("GetUserId") == 2)
        clock.advance(.seconds(1))
        #expect(try await directory.userID(named: "ada") == "u-2")
        #expect(aws.count("GetUserId") == 4)
        clock.advance(.seconds(-30))
        _ = try await directory.userID(named: "ada")
        #expect(aws.count("GetUserId") == 6)
        for calls in [8, 10] {
            #expect(try await directory.userID(named: "alan") == nil)
            #expect(aws.count("GetUserId") == calls)
        }
    }

    @Test("What is known of a user is never remembered: who is disabled is so at once")
    func describedAnew() async throws {
        let status = Mutex("ENABLED")
        let aws = ScriptedAWS { call, _ in
            guard call.operation == "DescribeUser" else { return Self.notFound }
            return .json([
                "UserId": "u-1", "IdentityStoreId": "d-1", "UserName": "ada",
                "UserStatus": .string(status.withLock(\.self)),
            ])
        }
        let directory = try directory(aws)
        #expect(try await directory.user(id: "u-1")?.isEnabled == true)
        status.withLock { $0 = "DISABLED" }
        #expect(try await directory.user(id: "u-1")?.isEnabled == false)
    }

    @Test(
        "A user is enabled unless the store says otherwise",
        arguments: [("ENABLED", true), ("DISABLED", false), ("SUSPENDED", false), (nil, true)] as [(String?, Bool)]
    )
    func status(status: String?, isEnabled: Bool) async throws {
        let aws = ScriptedAWS { call, _ in
            guard call.operation == "DescribeUser" else { return Self.notFound }
            var user: [String: JSONValue] = [
                "UserId": "u-1", "IdentityStoreId": "d-1", "UserName": "ada",
                "Emails": [["Value": "ada@example.com", "Primary": true], ["Value": "ada@example.org"]],
            ]
            user["UserStatus"] = status.map(JSONValue.string)
            return .json(.object(user))
        }
        let user = DirectoryUser(
            id: "u-1",
            userName: "ada",
            primaryEmail: "ada@example.com",
            isEnabled: isEnabled
        )
        #expect(try await directory(aws).user(id: "u-1") == user)
    }

    @Test(
        "The primary address is the one that is marked so, and none where none or several are",
        arguments: [
            ([["Value": "b@example.org"], ["Value": "a@example.com", "Primary": true]], "a@example.com"),
            ([["Value": "a@example.com", "Primary": false]], nil), ([["Value": "a@example.com"]], nil), ([], nil),
            ([["Value": "a@example.com", "Primary": true], ["Value": "b@example.org", "Primary": true]], nil),
        ] as [([JSONValue], String?)]
    )
    func primary(emails: [JSONValue], expected: String?) async throws {
        let aws = ScriptedAWS { call, _ in
            guard call.operation == "DescribeUser" else { return Self.notFound }
            return .json(["UserId": "u-1", "IdentityStoreId": "d-1", "UserName": "ada", "Emails": .array(emails)])
        }
        #expect(try await directory(aws).user(id: "u-1")?.primaryEmail == expected)
    }

    @Test("A user that is gone is none; one that cannot be asked about is an error")
    func gone() async throws {
        #expect(try await directory(ScriptedAWS { _, _ in Self.notFound }).user(id: "u-1") == nil)
        let broken = ScriptedAWS { _, _ in .fault(status: 500, code: "InternalServerException", message: "sorry") }
        let error = await #expect(throws: DirectoryError.self) { try await directory(broken).user(id: "u-1") }
        #expect(error?.kind == .unavailable)
    }
}
