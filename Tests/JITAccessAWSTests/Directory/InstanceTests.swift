// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

@Suite("The Identity Center instance")
struct InstanceTests {
    private static let first: JSONValue = [
        "InstanceArn": "arn:aws:sso:::instance/ssoins-1111111111111111", "IdentityStoreId": "d-1111111111",
    ]
    private static let second: JSONValue = [
        "InstanceArn": "arn:aws:sso:::instance/ssoins-2222222222222222", "IdentityStoreId": "d-2222222222",
    ]

    private func aws(_ instances: [JSONValue]) -> ScriptedAWS {
        ScriptedAWS { call, _ in
            call.operation == "ListInstances"
                ? .json(["Instances": .array(instances)]) : .refusal("ResourceNotFoundException")
        }
    }

    private func directory(_ aws: ScriptedAWS, _ variables: [String: String] = [:]) throws -> IdentityCenterDirectory {
        IdentityCenterDirectory(try .scripted(aws), configuration: try Sample.configuration(variables))
    }

    @Test("One that is configured whole is not looked up")
    func configured() async throws {
        let aws = aws([])
        let directory = IdentityCenterDirectory(
            try .scripted(aws),
            configuration: try Sample.configuredInstance()
        )
        _ = try await directory.userID(named: "ada")
        #expect(aws.count("ListInstances") == 0)
        #expect(aws.inputs("GetUserId").allSatisfy { $0["IdentityStoreId"] == .string(Sample.identityStoreID) })
    }

    @Test("The only one is found once, however many look-ups begin at once")
    func once() async throws {
        let aws = aws([Self.first])
        let directory = try directory(aws)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await directory.userID(named: "ada") } }
            try await group.waitForAll()
        }
        #expect(aws.count("ListInstances") == 1)
        #expect(aws.inputs("GetUserId").allSatisfy { $0["IdentityStoreId"] == "d-1111111111" })
    }

    @Test("A look-up that failed is made again")
    func again() async throws {
        let aws = ScriptedAWS { call, number in
            switch (call.operation, number) {
            case ("ListInstances", 1): .refusal("AccessDeniedException")
            case ("ListInstances", _): .json(["Instances": [Self.first]])
            default: .refusal("ResourceNotFoundException")
            }
        }
        let directory = try directory(aws)
        await #expect(throws: DirectoryError.self) { try await directory.userID(named: "ada") }
        #expect(try await directory.userID(named: "ada") == nil)
    }

    @Test("All pages are read before one is called the only one")
    func pages() async throws {
        let aws = ScriptedAWS { call, number in
            number == 1
                ? .json(["Instances": [Self.first], "NextToken": "more"]) : .json(["Instances": [Self.second]])
        }
        await #expect(throws: DirectoryError.self) { try await directory(aws).userID(named: "ada") }
    }

    @Test(
        "One of several is chosen by its ARN, or by its identity store",
        arguments: [
            ["INSTANCE_ARN": "arn:aws:sso:::instance/ssoins-2222222222222222"], ["IDENTITY_STORE_ID": "d-2222222222"],
        ]
    )
    func chosen(variables: [String: String]) async throws {
        let aws = aws([Self.first, Self.second])
        let directory = try directory(aws, variables)
        _ = try await directory.userID(named: "ada")
        _ = try await directory.isAssigned(Sample.binding())
        #expect(aws.inputs("GetUserId").allSatisfy { $0["IdentityStoreId"] == "d-2222222222" })
        #expect(aws.inputs("ListAccountAssignments").map { $0["InstanceArn"] } == [Self.second["InstanceArn"]])
    }

    @Test("One that is configured and not there is refused, and what is there is named")
    func missing() async throws {
        let directory = try directory(aws([Self.first]), ["INSTANCE_ARN": Sample.instanceARN])
        let error = await #expect(throws: DirectoryError.self) { try await directory.userID(named: "ada") }
        #expect(error?.kind == .refused)
        #expect(error?.message.contains("INSTANCE_ARN") == true)
        #expect(error?.message.contains("ssoins-1111111111111111") == true)
    }

    @Test("None at all points at the region")
    func none() async throws {
        let error = await #expect(throws: DirectoryError.self) {
            try await directory(aws([])).permissionSet(named: "ReadOnlyAccess")
        }
        #expect(error?.kind == .refused)
        #expect(error?.message.contains("IDENTITY_CENTER_REGION") == true)
    }

    @Test("Identity Center is called in its own region, Organizations where the function is")
    func region() async throws {
        let aws = aws([Self.first])
        let directory = try directory(aws, ["IDENTITY_CENTER_REGION": "us-west-2"])
        _ = try await directory.userID(named: "ada")
        _ = try await directory.facts(about: Sample.accountID(), organizationalUnits: false, tags: false)
        #expect(aws.calls.filter { $0.operation == "ListInstances" }.allSatisfy { $0.url.contains("sso.us-west-2.") })
        #expect(
            aws.calls.filter { $0.operation == "GetUserId" }.allSatisfy { $0.url.contains("identitystore.us-west-2.") }
        )
    }
}
