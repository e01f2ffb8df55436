// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

@Suite("Listing everything in Identity Center")
struct SurveyTests {
    private func survey(_ aws: ScriptedAWS) throws -> any AssignmentSurvey {
        IdentityCenterDirectory(try .scripted(aws), configuration: try Sample.configuredInstance()).survey
    }

    private let pacer = CallPacer(SystemClock(), callsPerSecond: 1000)
    private static let account = "111122223333"

    private static func row(_ type: String, _ principal: String) -> JSONValue {
        [
            "AccountId": .string(account), "PermissionSetArn": .string(Sample.permissionSetARN),
            "PrincipalType": .string(type), "PrincipalId": .string(principal),
        ]
    }

    @Test("All pages count; groups, and whatever else is no user, are counted apart")
    func assignments() async throws {
        let aws = ScriptedAWS.withInstance { _, number in
            number == 1
                ? .json(["AccountAssignments": [Self.row("USER", "u-1"), Self.row("GROUP", "g-1")], "NextToken": "2"])
                : .json(["AccountAssignments": [Self.row("USER", "u-2"), Self.row("ROBOT", "r-1")]])
        }
        let account = try #require(AccountID(Self.account))
        let pair = try await survey(aws).assignments(of: Sample.permissionSetARN, in: account, pacer)
        #expect(pair == SurveyedPair(users: ["u-1", "u-2"], groups: 2))
        #expect(aws.inputs("ListAccountAssignments").map { $0["NextToken"] } == [.null, "2"])
    }

    @Test("The accounts of all pages; what is no account id is left out")
    func accounts() async throws {
        let aws = ScriptedAWS.withInstance { _, number in
            number == 1
                ? .json(["AccountIds": ["111122223333"], "NextToken": "2"])
                : .json(["AccountIds": ["444455556666", "odd"]])
        }
        let accounts = try await survey(aws).accounts(with: Sample.permissionSetARN, pacer)
        #expect(accounts.map(\.description) == ["111122223333", "444455556666"])
    }

    @Test("A permission set that has gone has no name, tags, accounts or assignments; a failure is a failure")
    func gone() async throws {
        let arn = Sample.permissionSetARN
        let account = try #require(AccountID(Self.account))
        let gone = try survey(ScriptedAWS.withInstance { _, _ in .refusal("ResourceNotFoundException") })
        #expect(try await gone.permissionSet(arn, pacer) == nil)
        #expect(try await gone.tags(of: arn, pacer).isEmpty)
        #expect(try await gone.accounts(with: arn, pacer).isEmpty)
        #expect(try await gone.assignments(of: arn, in: account, pacer) == SurveyedPair())

        let denied = try survey(ScriptedAWS.withInstance { _, _ in .refusal("AccessDeniedException") })
        let pacer = pacer
        for call in [
            { _ = try await denied.permissionSets(pacer) }, { _ = try await denied.permissionSet(arn, pacer) },
            { _ = try await denied.tags(of: arn, pacer) }, { _ = try await denied.accounts(with: arn, pacer) },
            { _ = try await denied.assignments(of: arn, in: account, pacer) },
        ] as [@Sendable () async throws -> Void] {
            let error = await #expect(throws: DirectoryError.self) { try await call() }
            #expect(error?.kind == .refused)
        }
    }

    @Test("An instance that cannot be seen has not nothing in it: it is an error")
    func wrongInstance() async throws {
        let aws = ScriptedAWS { call, _ in
            call.operation == "ListInstances" ? .json(["Instances": []]) : .json(["PermissionSets": []])
        }
        let survey = try survey(aws)
        await #expect(throws: DirectoryError.self) { try await survey.permissionSets(pacer) }
    }
}
