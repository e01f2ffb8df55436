// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

@Suite("Deleting custom permission sets")
struct SetDeleterTests {
    private static let name = "JIT-0a1b2c3d4e5f60718293a4b5c6d7"
    private static let arn = Sample.permissionSetARN

    private func delete(_ aws: ScriptedAWS, arn: String? = arn) async throws -> PermissionSetDeletion {
        let directory = IdentityCenterDirectory(
            try .scripted(aws),
            configuration: try Sample.configuredInstance()
        )
        return try await directory.setDeleter.delete(named: Self.name, arn: arn, of: try Sample.requestID())
    }

    private func aws(
        request: String = "req-1",
        listed: [String] = [arn],
        _ others: @escaping @Sendable (ScriptedAWS.Call) -> ScriptedAWS.Answer? = { _ in nil }
    ) -> ScriptedAWS {
        .withInstance { call, _ in
            if let answer = others(call) { return answer }
            switch call.operation {
            case "ListPermissionSets": return .json(["PermissionSets": .array(listed.map(JSONValue.string))])
            case "DescribePermissionSet":
                return .json(["PermissionSet": ["PermissionSetArn": .string(Self.arn), "Name": .string(Self.name)]])
            case "ListTagsForResource":
                return .json([
                    "Tags": [
                        ["Key": "hourglass:managed", "Value": "true"],
                        ["Key": "hourglass:request", "Value": .string(request)],
                    ]
                ])
            default: return .json([:])
            }
        }
    }

    @Test("One of this request is deleted")
    func deleted() async throws {
        let aws = aws()
        #expect(try await delete(aws) == .deleted)
        #expect(aws.inputs("DeletePermissionSet").map { $0["PermissionSetArn"].text } == [Self.arn])
        #expect(aws.count("ListPermissionSets") == 0)
    }

    @Test("One whose ARN was never written down is found by its name")
    func byName() async throws {
        let aws = aws()
        #expect(try await delete(aws, arn: nil) == .deleted)
        #expect(try await delete(self.aws(listed: []), arn: nil) == .absent)
    }

    @Test("One whose tags say otherwise is left alone")
    func notOurs() async throws {
        let aws = aws(request: "req-2")
        #expect(try await delete(aws) == .notOurs)
        #expect(aws.count("DeletePermissionSet") == 0)
    }

    @Test(
        "One that is assigned stays, one that is gone is gone",
        arguments: ["ListTagsForResource", "DeletePermissionSet"]
    )
    func gone(operation: String) async throws {
        let gone = aws { $0.operation == operation ? .refusal("ResourceNotFoundException") : nil }
        #expect(try await delete(gone) == .absent)
        let busy = aws { $0.operation == "DeletePermissionSet" ? .refusal("ConflictException") : nil }
        #expect(try await delete(busy) == .inUse)
    }

    @Test("What is not found where there is no instance is not gone")
    func wrongInstance() async throws {
        let aws = ScriptedAWS { call, _ in
            call.operation == "ListInstances" ? .json(["Instances": []]) : .refusal("ResourceNotFoundException")
        }
        await #expect(throws: DirectoryError.self) { try await delete(aws) }
    }

    @Test(
        "Not being allowed to look or to delete is an error",
        arguments: ["ListTagsForResource", "DeletePermissionSet"]
    )
    func refused(operation: String) async throws {
        let aws = aws { $0.operation == operation ? .refusal("AccessDeniedException") : nil }
        let error = await #expect(throws: DirectoryError.self) { try await delete(aws) }
        #expect(error?.kind == .refused)
    }
}
