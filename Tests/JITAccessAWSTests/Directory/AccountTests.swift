// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

@Suite("Accounts of the organization")
struct AccountTests {
    private func directory(_ aws: ScriptedAWS) throws -> IdentityCenterDirectory {
        IdentityCenterDirectory(try .scripted(aws), configuration: try Sample.configuredInstance())
    }

    @Test(
        "Only an active one can be lent",
        arguments: [
            (["Status": "ACTIVE"], true), (["Status": "ACTIVE", "State": "ACTIVE"], true), (["State": "ACTIVE"], true),
            (["Status": "SUSPENDED", "State": "SUSPENDED"], false), (["Status": "PENDING_CLOSURE"], false),
            (["Status": "ACTIVE", "State": "PENDING_ACTIVATION"], false), (["State": "CLOSED"], false), ([:], false),
        ] as [([String: JSONValue], Bool)]
    )
    func state(members: [String: JSONValue], isActive: Bool) async throws {
        let account = JSONValue.object(members.merging(["Id": "111122223333"]) { first, _ in first })
        let aws = ScriptedAWS { _, _ in .json(["Account": account]) }
        let found = try await directory(aws).account(Sample.accountID())
        #expect(found == DirectoryAccount(id: try Sample.accountID(), isActive: isActive))
        #expect(aws.inputs("DescribeAccount") == [["AccountId": "111122223333"]])
    }

    @Test("One of another organization is none")
    func unknown() async throws {
        let aws = ScriptedAWS { _, _ in .refusal("AccountNotFoundException") }
        #expect(try await directory(aws).account(Sample.accountID()) == nil)
    }

    @Test("One that cannot be asked about is an error, not an absence")
    func failure() async throws {
        let aws = ScriptedAWS { _, _ in .refusal("AccessDeniedException") }
        await #expect(throws: DirectoryError.self) { try await directory(aws).account(Sample.accountID()) }
    }
}
