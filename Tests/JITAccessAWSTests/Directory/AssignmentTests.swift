// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

@Suite("Assignments in Identity Center")
struct AssignmentTests {
    private func directory(_ aws: ScriptedAWS) throws -> IdentityCenterDirectory {
        IdentityCenterDirectory(try .scripted(aws), configuration: try Sample.configuredInstance())
    }

    private static func row(_ type: String, _ principal: String) -> JSONValue {
        [
            "AccountId": "111122223333", "PermissionSetArn": .string(Sample.permissionSetARN),
            "PrincipalType": .string(type), "PrincipalId": .string(principal),
        ]
    }

    @Test("A user's own assignment is found on the last of several pages, some of them empty")
    func pages() async throws {
        let aws = ScriptedAWS.withInstance { _, number in
            switch number {
            case 1: .json(["AccountAssignments": [Self.row("USER", "other")], "NextToken": "2"])
            case 2: .json(["AccountAssignments": [], "NextToken": "3"])
            default: .json(["AccountAssignments": [Self.row("USER", Sample.userID)]])
            }
        }
        #expect(try await directory(aws).isAssigned(Sample.binding()))
        #expect(aws.inputs("ListAccountAssignments").map { $0["NextToken"] } == [.null, "2", "3"])
    }

    @Test("Other people's assignments and groups are not the user's own, even of the same id")
    func others() async throws {
        let aws = ScriptedAWS.withInstance { _, _ in
            .json(["AccountAssignments": [Self.row("GROUP", Sample.userID), Self.row("USER", "other")]])
        }
        #expect(try await !directory(aws).isAssigned(Sample.binding()))
    }

    @Test("Without the permission set there is no assignment; without an answer nothing is known")
    func missing() async throws {
        let gone = ScriptedAWS.withInstance { _, _ in .refusal("ResourceNotFoundException") }
        #expect(try await !directory(gone).isAssigned(Sample.binding()))
        let silent = ScriptedAWS.withInstance { _, _ in .lost(.timedOut) }
        let error = await #expect(throws: DirectoryError.self) {
            try await directory(silent).isAssigned(Sample.binding())
        }
        #expect(error?.kind == .unavailable)
    }

    @Test("Creating and removing name the user, the account and the permission set")
    func input() async throws {
        let aws = ScriptedAWS.withInstance { call, _ in
            let status: JSONValue = ["RequestId": "op-1", "Status": "IN_PROGRESS"]
            return call.operation == "CreateAccountAssignment"
                ? .json(["AccountAssignmentCreationStatus": status])
                : .json(["AccountAssignmentDeletionStatus": status])
        }
        let directory = try directory(aws)
        #expect(try await directory.creator.create(Sample.binding()).status == .inProgress)
        #expect(try await directory.remover.remove(Sample.binding())?.status == .inProgress)
        let expected: JSONValue = [
            "InstanceArn": .string(Sample.instanceARN), "TargetId": "111122223333", "TargetType": "AWS_ACCOUNT",
            "PermissionSetArn": .string(Sample.permissionSetARN), "PrincipalType": "USER",
            "PrincipalId": .string(Sample.userID),
        ]
        #expect(aws.inputs("CreateAccountAssignment") == [expected])
        #expect(aws.inputs("DeleteAccountAssignment") == [expected])
    }

    @Test("Removing what is not there is no failure; any other refusal is")
    func notThere() async throws {
        let gone = ScriptedAWS.withInstance { _, _ in .refusal("ResourceNotFoundException") }
        #expect(try await directory(gone).remover.remove(Sample.binding()) == nil)
        let denied = ScriptedAWS.withInstance { _, _ in .refusal("AccessDeniedException") }
        await #expect(throws: DirectoryError.self) { try await directory(denied).remover.remove(Sample.binding()) }
    }

    @Test(
        "A status that AWS adds one day is neither success nor failure",
        arguments: [
            ("IN_PROGRESS", nil, .inProgress), ("SUCCEEDED", nil, .succeeded), ("FAILED", "quota", .failed("quota")),
            ("FAILED", nil, .failed("AWS gave no reason.")), ("ROLLING_BACK", nil, .inProgress),
        ] as [(String, String?, AssignmentOperation.Status)]
    )
    func status(word: String, reason: String?, expected: AssignmentOperation.Status) async throws {
        let aws = ScriptedAWS.withInstance { call, _ in
            var status: [String: JSONValue] = ["RequestId": "op-1", "Status": .string(word)]
            status["FailureReason"] = reason.map(JSONValue.string)
            return call.operation == "DescribeAccountAssignmentCreationStatus"
                ? .json(["AccountAssignmentCreationStatus": .object(status)])
                : .json(["AccountAssignmentDeletionStatus": .object(status)])
        }
        let directory = try directory(aws)
        #expect(try await directory.creation("op-1").status == expected)
        #expect(try await directory.remover.removal("op-1").status == expected)
        #expect(
            aws.inputs("DescribeAccountAssignmentCreationStatus").first?["AccountAssignmentCreationRequestId"] == "op-1"
        )
    }

    @Test("A conflict is told as one, and is not tried again by the client: only the protocol knows if it should be")
    func conflict() async throws {
        let aws = ScriptedAWS.withInstance { _, _ in .refusal("ConflictException") }
        let error = await #expect(throws: DirectoryError.self) {
            try await directory(aws).creator.create(Sample.binding())
        }
        #expect(error?.kind == .conflict)
        #expect(aws.calls.count == 1)
    }
}
