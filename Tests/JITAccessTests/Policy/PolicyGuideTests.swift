// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Testing

@Suite("The examples of docs/policy.md")
struct PolicyGuideTests {
    private typealias Examples = PolicyExamples

    private static func examples() throws -> [Policy] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/policy.md")
        let text = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
        return try text.components(separatedBy: "```json\n").dropFirst().map { part in
            let json = part.components(separatedBy: "\n```")[0]
            return try Policy(parsing: Array(json.utf8), defaultPermissionSet: "AdministratorAccess")
        }
    }

    private static func example(_ number: Int) throws -> Policy {
        let examples = try examples()
        return try #require(examples.indices.contains(number - 1) ? examples[number - 1] : nil)
    }

    @Test("There are five, and checking finds nothing in them")
    func plain() throws {
        let examples = try Self.examples()
        #expect(examples.count == 5)
        for policy in examples { #expect(policy.check() == []) }
    }

    @Test("1: engineers read at once")
    func readOnly() throws {
        let policy = try Self.example(1)
        #expect(policy.decide(try Examples.question()).short == "automatic by engineers-read")
        #expect(policy.decide(try Examples.question { $0.principal.groups = [] }).short == "noRule")
        #expect(policy.decide(try Examples.question { $0.justification = "hm" }).short == "justificationTooShort(10)")
    }

    @Test("2: the owner of a production account approves")
    func production() throws {
        let policy = try Self.example(2)
        let question = try Examples.question {
            $0.permissionSet = .named("PowerUserAccess")
            $0.ticket = "INC0012345"
            $0.account.tags["owner"] = "bob@example.com group:Payments"
        }
        let allowance = try #require(policy.decide(question).allowance)
        let level = try #require(allowance.approval.levels.first)
        #expect(allowance.approval.levels.count == 1)
        #expect(policy.groups(for: question.account) == ["Payments"])
        #expect(policy.needs == PolicyNeeds(organizationalUnits: true, accountTags: true))
        func accepts(_ name: String, _ groups: Set<String> = []) -> Bool {
            level.approvers.accepts(PolicyPrincipal(userID: name, names: [name], groups: groups), on: question.account)
        }
        #expect(accepts("bob@example.com") && accepts("BOB@example.com") && accepts("eve", ["Payments"]))
        #expect(!accepts("eve") && !accepts("group:Payments") && !accepts("*"))
        var other = question
        other.ticket = "later"
        #expect(policy.decide(other).short == "ticketPattern")
        other = question
        other.account.tags["environment"] = "dev"
        #expect(policy.decide(other).short == "noRule")
    }

    @Test("3: two people approve administrators, and contractors are denied")
    func administrators() throws {
        let policy = try Self.example(3)
        let question = try Examples.question {
            $0.principal.groups = ["Platform"]
            $0.permissionSet = .named("AdministratorAccess")
            $0.duration = try #require(LeaseDuration(hours: 1))
            $0.justification = "The payments database does not accept writes"
        }
        #expect(policy.decide(question).short == "2 approvals by administrators")
        var contractor = question
        contractor.principal.names = ["eve", "eve.contractor@example.com"]
        #expect(policy.decide(contractor).refusal?.code == .denied("no-contractors"))
    }

    @Test("4: the pipeline deploys in working hours, and not at the end of the year")
    func pipeline() throws {
        let policy = try Self.example(4)
        let actor = try #require(policy.actor(arn: "arn:aws:sts::111122223333:assumed-role/deploy-shop/run-1"))
        #expect(
            actor.speaks(for: ["deploy@example.com"], userID: nil)
                && !actor.speaks(for: ["ada@example.com"], userID: nil)
        )
        #expect(actor.actions == [.request, .status])
        func decide(_ start: Int64) throws -> String {
            let question = try Examples.question {
                $0.principal.names = ["deploy@example.com"]
                $0.path = .pipeline
                $0.account.organizationalUnits = [OrganizationalUnit(id: "ou-ab12-22222222", name: "Shop")]
                $0.permissionSet = .named("Deployer")
                $0.duration = try #require(LeaseDuration(parsing: "45m"))
                $0.start = Timestamp(seconds: start)
            }
            return policy.decide(question).short
        }
        #expect(try decide(1_768_384_800) == "automatic by deployments")  // Wednesday, 11:00 at +01:00
        #expect(try decide(1_768_384_800 + 5 * 3600) == "automatic by deployments")  // 16:00
        #expect(try decide(1_768_384_800 + 6 * 3600) == "outsideWindow")  // 17:00
        #expect(try decide(1_768_384_800 + 2 * 86_400) == "outsideWindow")  // Friday
        #expect(try decide(1_797_930_000) == "denied(\"year-end-freeze\")")  // 2026-12-22, 10:00 at +01:00
    }

    @Test("5: custom permission sets take the owner and an administrator")
    func custom() throws {
        let policy = try Self.example(5)
        let question = try Examples.question {
            $0.permissionSet = .custom
            $0.duration = try #require(LeaseDuration(hours: 2))
            $0.account.organizationalUnits = [OrganizationalUnit(id: "ou-ab12-11111111", name: "Sandbox")]
        }
        let allowance = try #require(policy.decide(question).allowance)
        #expect(allowance.approval.levels.map(\.name) == ["owner", "admin"])
        let servicenow = try #require(policy.integration("servicenow"))
        #expect(servicenow.path == .itsm && servicenow.speaks(for: ["ada@example.com"], userID: nil))
        #expect(!servicenow.actions.contains(.revoke))
    }
}
