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
        let found = try await directory(aws).facts(about: Sample.accountID(), organizationalUnits: false, tags: false)
        #expect(found == AccountFacts(id: try Sample.accountID(), isActive: isActive))
        #expect(aws.inputs("DescribeAccount") == [["AccountId": "111122223333"]])
    }

    @Test("One of another organization is none, whatever else was asked about it")
    func unknown() async throws {
        let aws = ScriptedAWS { call, _ in
            .refusal(call.operation == "DescribeAccount" ? "AccountNotFoundException" : "TargetNotFoundException")
        }
        let facts = try await directory(aws).facts(about: Sample.accountID(), organizationalUnits: true, tags: true)
        #expect(facts == nil)
    }

    @Test("What is not asked for is not looked up")
    func nothingMore() async throws {
        let aws = organization(tellsPath: true)
        let facts = try await directory(aws).facts(about: Sample.accountID(), organizationalUnits: false, tags: false)
        #expect(
            facts == AccountFacts(id: try Sample.accountID(), name: "Payments", isActive: true)
        )
        #expect(aws.calls.map(\.operation) == ["DescribeAccount"])
    }

    @Test("Its units are told from the root down, whether or not AWS tells its path", arguments: [true, false])
    func units(tellsPath: Bool) async throws {
        let aws = organization(tellsPath: tellsPath)
        let facts = try await directory(aws).facts(about: Sample.accountID(), organizationalUnits: true, tags: false)
        #expect(
            facts?.organizationalUnits == [
                OrganizationalUnit(id: "ou-ab12-11111111", name: "Workloads"),
                OrganizationalUnit(id: "ou-ab12-22222222", name: "Prod"),
            ]
        )
        let parents = tellsPath ? [] : ["111122223333", "ou-ab12-22222222", "ou-ab12-11111111"]
        #expect(aws.inputs("ListParents").compactMap { $0["ChildId"].text } == parents)
        #expect(aws.count("ListTagsForResource") == 0)
    }

    @Test("An account right below the root is in no unit", arguments: [true, false])
    func noUnit(tellsPath: Bool) async throws {
        let aws = organization(tellsPath: tellsPath, units: [])
        let facts = try await directory(aws).facts(about: Sample.accountID(), organizationalUnits: true, tags: false)
        #expect(facts?.organizationalUnits == [])
        #expect(aws.count("DescribeOrganizationalUnit") == 0)
    }

    @Test("Its tags are read from all pages, while the account is looked up")
    func tags() async throws {
        let aws = organization(tellsPath: true)
        aws.expectTogether(2)
        let facts = try await directory(aws).facts(about: Sample.accountID(), organizationalUnits: false, tags: true)
        #expect(facts?.tags == ["environment": "prod", "owner": "ada@example.com"])
        #expect(aws.mostInFlight == 2)
    }

    @Test(
        "A part that cannot be told is an error, never a decision on what is left",
        arguments: ["DescribeAccount", "ListParents", "DescribeOrganizationalUnit", "ListTagsForResource"]
    )
    func failure(operation: String) async throws {
        let aws = organization(tellsPath: false, failing: operation)
        let error = await #expect(throws: DirectoryError.self) {
            try await directory(aws).facts(about: Sample.accountID(), organizationalUnits: true, tags: true)
        }
        #expect(error?.kind == .refused)
    }

    @Test("What has gone while it was looked up is an error too: the account may be in another unit by now")
    func moved() async throws {
        let aws = organization(
            tellsPath: true,
            failing: "DescribeOrganizationalUnit",
            "OrganizationalUnitNotFoundException"
        )
        await #expect(throws: DirectoryError.self) {
            try await directory(aws).facts(about: Sample.accountID(), organizationalUnits: true, tags: true)
        }
    }

    @Test("An organization that is its own parent ends")
    func circle() async throws {
        let aws = ScriptedAWS { call, _ in
            call.operation == "DescribeAccount"
                ? .json(["Account": ["Id": "111122223333", "Status": "ACTIVE"]])
                : .json(["Parents": [["Id": "ou-ab12-11111111", "Type": "ORGANIZATIONAL_UNIT"]]])
        }
        let error = await #expect(throws: DirectoryError.self) {
            try await directory(aws).facts(about: Sample.accountID(), organizationalUnits: true, tags: false)
        }
        #expect(error?.kind == .unavailable)
        #expect(aws.count("ListParents") < 20)
    }

    /// An organization with one account, two units deep.
    private func organization(
        tellsPath: Bool,
        units: [String] = ["ou-ab12-11111111", "ou-ab12-22222222"],
        failing: String? = nil,
        _ code: String = "AccessDeniedException"
    ) -> ScriptedAWS {
        ScriptedAWS { call, number in
            if call.operation == failing { return .refusal(code) }
            switch call.operation {
            case "DescribeAccount":
                var account: [String: JSONValue] = ["Id": "111122223333", "Name": "Payments", "State": "ACTIVE"]
                let path = (["o-1234567890", "r-ab12"] + units + ["111122223333", ""]).joined(separator: "/")
                if tellsPath { account["Paths"] = [.string(path)] }
                return .json(["Account": .object(account)])
            case "ListParents":
                let above = ["r-ab12"] + units
                let child = call.input["ChildId"].text ?? ""
                let parent = child == "111122223333" ? above.last : above.firstIndex(of: child).map { above[$0 - 1] }
                return .json(["Parents": [["Id": .string(parent ?? "")]]])
            case "DescribeOrganizationalUnit":
                let id = call.input["OrganizationalUnitId"]
                let name = id == "ou-ab12-11111111" ? "Workloads" : "Prod"
                return .json(["OrganizationalUnit": ["Id": id, "Name": .string(name)]])
            case "ListTagsForResource" where number == 1:
                return .json(["Tags": [["Key": "environment", "Value": "prod"]], "NextToken": "more"])
            default:
                return .json(["Tags": [["Key": "owner", "Value": "ada@example.com"]]])
            }
        }
    }
}
