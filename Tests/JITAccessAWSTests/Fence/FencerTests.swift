// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

@Suite("Writing into permission sets")
struct FencerTests {
    private static let arn = Sample.permissionSetARN

    private func fencer(_ aws: ScriptedAWS) throws -> any PermissionSetFencer {
        IdentityCenterDirectory(try .scripted(aws), configuration: try Sample.configuredInstance()).fencer
    }

    private func aws(_ answer: @escaping @Sendable (ScriptedAWS.Call) -> ScriptedAWS.Answer?) -> ScriptedAWS {
        .withInstance { call, _ in answer(call) ?? .json([:]) }
    }

    @Test(
        "A session lasts as long as the permission set says, an hour if it does not, the longest if it is not understood",
        arguments: [("PT8H", 28_800), ("PT1H30M", 5400), (nil, 3600), ("a while", 43_200)] as [(String?, Int64)]
    )
    func facts(duration: String?, seconds: Int64) async throws {
        let aws = aws { call in
            switch call.operation {
            case "DescribePermissionSet":
                var set: [String: JSONValue] = ["PermissionSetArn": .string(Self.arn), "Name": "Admin"]
                set["SessionDuration"] = duration.map(JSONValue.string)
                return .json(["PermissionSet": .object(set)])
            case "ListTagsForResource":
                return .json(["Tags": [["Key": "hourglass:managed", "Value": "true"]]])
            default: return nil
            }
        }
        let facts = try await fencer(aws).facts(about: Self.arn)
        #expect(
            facts == PermissionSetFacts(name: "Admin", tags: ["hourglass:managed": "true"], sessionSeconds: seconds)
        )
    }

    @Test("A permission set that is gone is told, and an error is an error")
    func gone() async throws {
        let gone = aws { _ in .refusal("ResourceNotFoundException") }
        #expect(try await fencer(gone).facts(about: Self.arn) == nil)
        let denied = aws { _ in .refusal("AccessDeniedException") }
        await #expect(throws: DirectoryError.self) { try await fencer(denied).facts(about: Self.arn) }
        await #expect(throws: DirectoryError.self) { try await fencer(denied).inlinePolicy(of: Self.arn) }
        await #expect(throws: DirectoryError.self) { try await fencer(denied).setInlinePolicy("{}", of: Self.arn) }
    }

    @Test("An empty inline policy is none", arguments: [("", nil), ("{}", "{}")] as [(String, String?)])
    func inlinePolicy(text: String, read: String?) async throws {
        let aws = aws { call in
            call.operation == "GetInlinePolicyForPermissionSet" ? .json(["InlinePolicy": .string(text)]) : nil
        }
        #expect(try await fencer(aws).inlinePolicy(of: Self.arn) == read)
    }

    @Test("A policy is put, and no policy is the deletion of the one there is")
    func setInlinePolicy() async throws {
        let aws = aws { _ in nil }
        let fencer = try fencer(aws)
        try await fencer.setInlinePolicy("{}", of: Self.arn)
        try await fencer.setInlinePolicy(nil, of: Self.arn)
        #expect(aws.inputs("PutInlinePolicyToPermissionSet").map { $0["InlinePolicy"].text } == ["{}"])
        #expect(aws.inputs("DeleteInlinePolicyFromPermissionSet").map { $0["PermissionSetArn"].text } == [Self.arn])
    }

    @Test("The accounts are listed over all pages")
    func accounts() async throws {
        let aws = ScriptedAWS.withInstance { call, number in
            guard call.operation == "ListAccountsForProvisionedPermissionSet" else { return .json([:]) }
            return call.input["NextToken"].text == nil
                ? .json(["AccountIds": ["111122223333"], "NextToken": "more"])
                : .json(["AccountIds": ["444455556666"]])
        }
        let found = try await fencer(aws).accounts(with: Self.arn)
        #expect(Set(found.map(\.description)) == ["111122223333", "444455556666"])
    }

    @Test("It is provisioned to one account, and asked for by its id")
    func provisioning() async throws {
        let aws = aws { call in
            let status = call.operation == "ProvisionPermissionSet" ? "IN_PROGRESS" : "FAILED"
            return .json([
                "PermissionSetProvisioningStatus": [
                    "RequestId": "op-1", "Status": .string(status), "FailureReason": "No.",
                ]
            ])
        }
        let account = try #require(AccountID("111122223333"))
        let fencer = try fencer(aws)
        #expect(try await fencer.provision(Self.arn, to: account).status == .inProgress)
        let input = try #require(aws.inputs("ProvisionPermissionSet").first)
        #expect(input["TargetType"].text == "AWS_ACCOUNT")
        #expect(input["TargetId"].text == "111122223333")
        #expect(try await fencer.provisioning("op-1").status == .failed("No."))
        let asked = aws.inputs("DescribePermissionSetProvisioningStatus")
        #expect(asked.map { $0["ProvisionPermissionSetRequestId"].text } == ["op-1"])
    }
}
