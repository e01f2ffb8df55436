// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccessAWS
import Testing

@testable import JITAccess

@Suite("Making custom permission sets")
struct SetMakerTests {
    private static let name = "JIT-0a1b2c3d4e5f60718293a4b5c6d7"
    private static let arn = Sample.permissionSetARN
    private static let viewOnly = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
    private static let readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    private static let ours: JSONValue = [
        ["Key": "hourglass:managed", "Value": "true"], ["Key": "hourglass:request", "Value": "req-1"],
    ]

    private func definition() throws -> CustomPermissionSet {
        var problems: [FieldProblem] = []
        let statement: JSONValue = ["Effect": "Allow", "Action": "s3:*", "Resource": "*"]
        return try #require(
            CustomPermissionSet.read(
                [
                    "managed_policies": ["job-function/ViewOnlyAccess", "ReadOnlyAccess"],
                    "inline_policy": ["Version": "2012-10-17", "Statement": statement], "session_duration": "2h",
                ],
                field: "set",
                problems: &problems
            )
        )
    }

    private func make(_ aws: ScriptedAWS) async throws -> PermissionSet {
        let directory = IdentityCenterDirectory(
            try .scripted(aws),
            configuration: try Sample.configuredInstance()
        )
        return try await directory.setMaker.make(try definition(), named: Self.name, for: try Sample.requestID())
    }

    /// Identity Center with an answer to everything; `others` come first.
    private func aws(
        attached: [String] = [],
        tags: JSONValue = ours,
        _ others: @escaping @Sendable (ScriptedAWS.Call, Int) -> ScriptedAWS.Answer? = { _, _ in nil }
    ) -> ScriptedAWS {
        ScriptedAWS { call, number in
            if let answer = others(call, number) { return answer }
            let set: JSONValue = ["PermissionSetArn": .string(Self.arn), "Name": .string(Self.name)]
            switch call.operation {
            case "CreatePermissionSet", "DescribePermissionSet": return .json(["PermissionSet": set])
            case "ListPermissionSets": return .json(["PermissionSets": [.string(Self.arn)]])
            case "ListTagsForResource": return .json(["Tags": tags])
            case "ListManagedPoliciesInPermissionSet":
                return .json(["AttachedManagedPolicies": .array(attached.map { ["Arn": .string($0)] })])
            default: return .json([:])
            }
        }
    }

    @Test("One is made with its tags, gets its policies, and only then can be lent")
    func made() async throws {
        let aws = aws()
        #expect(try await make(aws) == PermissionSet(name: Self.name, arn: Self.arn, sessionSeconds: 7200))
        let created = try #require(aws.inputs("CreatePermissionSet").first)
        #expect(created["Name"] == .string(Self.name))
        #expect(created["SessionDuration"] == "PT2H")
        #expect(created["Tags"] == Self.ours)
        #expect(
            aws.inputs("AttachManagedPolicyToPermissionSet").map { $0["ManagedPolicyArn"].text } == [
                Self.readOnly, Self.viewOnly,
            ]
        )
        #expect(
            aws.inputs("PutInlinePolicyToPermissionSet").map { $0["InlinePolicy"].text } == [
                try definition().inlinePolicy?.text
            ]
        )
    }

    @Test("What an earlier try has begun is finished")
    func finished() async throws {
        let aws = aws(attached: [Self.readOnly]) { call, _ in
            call.operation == "CreatePermissionSet" ? .refusal("ConflictException") : nil
        }
        #expect(try await make(aws).arn == Self.arn)
        #expect(
            aws.inputs("AttachManagedPolicyToPermissionSet").map { $0["ManagedPolicyArn"].text } == [Self.viewOnly]
        )
        #expect(aws.count("PutInlinePolicyToPermissionSet") == 1)
    }

    @Test(
        "A permission set of the same name that was not made for this request is left alone",
        arguments: [
            [], [["Key": "hourglass:managed", "Value": "true"]],
            [["Key": "hourglass:managed", "Value": "true"], ["Key": "hourglass:request", "Value": "req-2"]],
        ] as [JSONValue]
    )
    func somebodyElses(tags: JSONValue) async throws {
        let aws = aws(tags: tags) { call, _ in
            call.operation == "CreatePermissionSet" ? .refusal("ConflictException") : nil
        }
        let error = await #expect(throws: DirectoryError.self) { try await make(aws) }
        #expect(error?.kind == .refused)
        #expect(aws.count("AttachManagedPolicyToPermissionSet") == 0)
        #expect(aws.count("PutInlinePolicyToPermissionSet") == 0)
    }

    @Test("Policies that nobody approved keep it from being lent")
    func tampered() async throws {
        let aws = aws(attached: ["arn:aws:iam::aws:policy/AdministratorAccess"]) { call, _ in
            call.operation == "CreatePermissionSet" ? .refusal("ConflictException") : nil
        }
        let error = await #expect(throws: DirectoryError.self) { try await make(aws) }
        #expect(error?.kind == .refused)
        #expect(error?.message.contains("AdministratorAccess") == true)
    }

    @Test("A name that is taken by what cannot be seen yet is a conflict: later it is clear")
    func notListed() async throws {
        let aws = aws { call, _ in
            switch call.operation {
            case "CreatePermissionSet": .refusal("ConflictException")
            case "ListPermissionSets": .json(["PermissionSets": []])
            default: nil
            }
        }
        let error = await #expect(throws: DirectoryError.self) { try await make(aws) }
        #expect(error?.kind == .conflict)
    }

    @Test(
        "A part that does not work is an error",
        arguments: [
            "CreatePermissionSet", "ListManagedPoliciesInPermissionSet", "AttachManagedPolicyToPermissionSet",
            "PutInlinePolicyToPermissionSet",
        ]
    )
    func failure(operation: String) async throws {
        let aws = aws { call, _ in call.operation == operation ? .refusal("AccessDeniedException") : nil }
        let error = await #expect(throws: DirectoryError.self) { try await make(aws) }
        #expect(error?.kind == .refused)
    }
}
