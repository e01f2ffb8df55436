// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

@Suite("What there is to ask for")
struct OptionsTests {
    private func options(_ aws: ScriptedAWS) throws -> any AccessCatalog {
        IdentityCenterDirectory(try .scripted(aws), configuration: try Sample.configuredInstance()).options
    }

    @Test("Every active account of every page, listed once for the letters that follow each other")
    func accounts() async throws {
        let aws = ScriptedAWS { _, number in
            let id = number == 1 ? "111122223333" : "444455556666"
            let accounts: JSONValue = [
                ["Id": .string(id), "Name": .string("Account \(number)"), "Status": "ACTIVE"],
                ["Id": "777788889999", "Name": "Closed", "Status": "SUSPENDED"],
            ]
            return .json(number == 1 ? ["Accounts": accounts, "NextToken": "more"] : ["Accounts": accounts])
        }
        let options = try options(aws)
        let expected = ["111122223333", "444455556666"]
        #expect(try await options.accounts().map(\.id.description) == expected)
        #expect(try await options.accounts().map(\.name) == ["Account 1", "Account 2"])
        #expect(aws.count("ListAccounts") == 2)
    }

    @Test("A listing that fails is an error, and is made again")
    func failing() async throws {
        let aws = ScriptedAWS { _, number in
            number == 1 ? .refusal("AccessDeniedException") : .json(["Accounts": []])
        }
        let options = try options(aws)
        await #expect(throws: DirectoryError.self) { try await options.accounts() }
        #expect(try await options.accounts().isEmpty)
    }

    @Test("All permission sets by name, and none that is gone since")
    func permissionSets() async throws {
        let aws = ScriptedAWS { call, number in
            switch call.operation {
            case "ListPermissionSets":
                let all: JSONValue = number == 1 ? ["arn:one", "arn:two"] : ["arn:two"]
                return .json(["PermissionSets": all])
            default:
                let arn = call.input["PermissionSetArn"].text ?? ""
                return .json(["PermissionSet": ["PermissionSetArn": .string(arn), "Name": .string("Set \(arn)")]])
            }
        }
        let options = try options(aws)
        #expect(try await options.permissionSetNames().sorted() == ["Set arn:one", "Set arn:two"])
        #expect(try await options.permissionSetNames() == ["Set arn:two"])
        #expect(aws.count("DescribePermissionSet") == 2)
    }
}
