// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

@Suite("The account that manages the organization")
struct ManagementAccountTests {
    private static let organization: JSONValue = [
        "Organization": ["Id": "o-1234567890", "MasterAccountId": "444455556666"]
    ]

    private func directory(_ aws: ScriptedAWS) throws -> IdentityCenterDirectory {
        IdentityCenterDirectory(
            try .scripted(aws, maximumAttempts: 1),
            configuration: try Sample.configuredInstance()
        )
    }

    @Test("It is asked for once a container, by however many at one time")
    func once() async throws {
        let aws = ScriptedAWS { _, _ in .json(Self.organization) }
        let directory = try directory(aws)
        async let first = directory.managementAccount()
        async let second = directory.managementAccount()
        let told = try await [first, second, directory.managementAccount()]
        #expect(told.map(\.description) == Array(repeating: "444455556666", count: 3))
        #expect(aws.calls.map(\.operation) == ["DescribeOrganization"])
    }

    @Test(
        "A failure is not remembered: whoever asks next asks AWS again",
        arguments: [
            (.fault(status: 500, code: "ServiceException", message: "no"), .unavailable),
            (.refusal("AccessDeniedException"), .refused), (.refusal("AWSOrganizationsNotInUseException"), .refused),
            (.refusal("TooManyRequestsException"), .throttled), (.lost(.timedOut), .unavailable),
            (.json(["Organization": ["Id": "o-1234567890"]]), .unavailable),
            (.json(["Organization": ["Id": "o-1234567890", "MasterAccountId": "none"]]), .unavailable),
            (.json(["Organization": ["Id": "o-1234567890", "MasterAccountId": ""]]), .unavailable),
        ] as [(ScriptedAWS.Answer, DirectoryError.Kind)]
    )
    func failure(answer: ScriptedAWS.Answer, kind: DirectoryError.Kind) async throws {
        let aws = ScriptedAWS { _, number in number == 1 ? answer : .json(Self.organization) }
        let directory = try directory(aws)
        let error = await #expect(throws: DirectoryError.self) { try await directory.managementAccount() }
        #expect(error?.kind == kind)
        #expect(try await directory.managementAccount().description == "444455556666")
        #expect(try await directory.managementAccount().description == "444455556666")
        #expect(aws.count("DescribeOrganization") == 2)
    }
}
