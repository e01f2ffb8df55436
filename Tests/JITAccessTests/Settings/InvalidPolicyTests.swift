// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Whatever becomes of the policy, access that is over ends, and nothing new is given")
struct InvalidPolicyTests {
    private static let invalid = PolicyInForce.invalid(SettingFault("POLICY_FILE", "the policy is invalid: $.rules[0]"))

    /// A world in which Ada has read-only access for four hours, asked for through the portal.
    private func world() -> AccessWorld {
        let world = Approvals.world()
        world.ask("r1", set: "ReadOnlyAccess")
        return world
    }

    private func revoke(_ world: AccessWorld, _ event: String, by channel: Channel = .direct) -> Answer? {
        var call = FunctionCall.revoke(event)
        call.channel = channel
        return world.perform(call)
    }

    private func isTold(_ answer: Answer?) -> Bool {
        answer?.body["setting_faults"]
            == [["setting": "POLICY_FILE", "problem": "the policy is invalid: $.rules[0]"]]
    }

    // MARK: Ends

    @Test("A due lease is swept, and the answer says what is wrong")
    func sweep() throws {
        let world = world()
        #expect(world.identityCenter.assignments.count == 1)
        world.deploy(Self.invalid)
        world.advance(by: .seconds(4 * 3600 + 10))
        let answer = world.sweep()
        #expect(answer?.number("revoked_count") == 1)
        #expect(isTold(answer))
        #expect(world.identityCenter.assignments.isEmpty)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Of an early end nothing is on record of a policy that was not there")
    func record() throws {
        let world = world()
        world.deploy(Self.invalid)
        #expect(revoke(world, #"{"action":"revoke","request_id":"portal/r1"}"#)?.statusCode == 200)
        let end = try #require(world.ledger.audit(of: try id("r1")).last)
        #expect(end.attributes["policy_hash"] == nil)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    /// Who asks Revoke for the end of Ada's access, and what they are answered.
    enum Asker: String, CaseIterable, Sendable {
        case callingSystem, holder, holderByBinding, formerApprover, integration
        case approver, integrationForAnother, integrationByBinding, otherIntegration, role

        var mayEnd: Bool {
            switch self {
            case .callingSystem, .holder, .holderByBinding, .formerApprover, .integration: true
            case .approver, .integrationForAnother, .integrationByBinding, .otherIntegration, .role: false
            }
        }
    }

    @Test(
        "Whom the stored request names may end it early; whom only the policy would name is told why not",
        arguments: Asker.allCases
    )
    func early(asker: Asker) throws {
        let world = Approvals.world()
        world.ask("r1")
        world.decide(Approvals.alan, "approve", "r1")
        #expect(world.decide(Approvals.grace, "approve", "r1")?.statusCode == 200)
        world.deploy(Self.invalid)
        let one = #""action":"revoke","request_id":"portal/r1""#
        let binding = #""action":"revoke","user_email":"ada@example.com","account_id":"111122223333""#
        let answer =
            switch asker {
            case .callingSystem: revoke(world, "{\(one)}")
            case .holder: world.sign("ada", "{\(one)}", to: .revoke)
            case .holderByBinding: world.sign("ada", "{\(binding)}", to: .revoke)
            case .formerApprover: world.sign("alan@example.com", "{\(one)}", to: .revoke)
            case .integration:
                revoke(world, #"{"requester":"ada@example.com",\#(one)}"#, by: .integration("portal"))
            case .approver: world.sign("barbara@example.com", "{\(one)}", to: .revoke)
            case .integrationForAnother:
                revoke(world, #"{"requester":"barbara@example.com",\#(one)}"#, by: .integration("portal"))
            case .integrationByBinding: revoke(world, "{\(binding)}", by: .integration("portal"))
            case .otherIntegration:
                revoke(world, #"{"requester":"ada@example.com",\#(one)}"#, by: .integration("other"))
            case .role: world.sign("build", "{\(one)}", to: .revoke, role: "deploy")
            }
        #expect(answer?.statusCode == (asker.mayEnd ? 200 : 503))
        if !asker.mayEnd { #expect(answer?.code == "policy_invalid") }
        #expect(isTold(answer))
        #expect(world.hasAccess == !asker.mayEnd)
        #expect(world.invariantViolations() == [])
    }

    // MARK: Grant

    @Test(
        "Nothing is asked for, decided, extended or offered",
        arguments: ["request", "approve", "reject", "extend", "options"]
    )
    func refused(action: String) throws {
        let world = Approvals.world()
        world.ask("r1")
        world.deploy(Self.invalid)
        let digest = world.ledger.request(try id("r1"))?.digest ?? ""
        let members =
            switch action {
            case "request": #""account_id":"111122223333","duration":"1h""#
            case "extend": #""extends":"portal/r1","duration":"1h""#
            case "options": #""account_id":"111122223333""#
            default: #""request_id":"portal/r1","digest":"\#(digest)","comment":"no""#
            }
        let who = action == "approve" || action == "reject" ? "alan@example.com" : "ada"
        let answer = world.sign(who, #"{"action":"\#(action)",\#(members)}"#)
        #expect(answer?.statusCode == 503)
        #expect(answer?.code == "policy_invalid")
        #expect(isTold(answer))
        #expect(world.calls.count(.create) == 0)
        #expect(world.ledger.request(try id("r1"))?.status == .pending)
    }

    @Test(
        "People still see, list and cancel what they have asked for, by their signature and where they asked",
        arguments: ["status", "list", "cancel"],
        [true, false]
    )
    func answered(action: String, isSigned: Bool) throws {
        let world = Approvals.world()
        world.ask("r1")
        world.deploy(Self.invalid)
        let members = action == "list" ? #""action":"list""# : #""action":"\#(action)","request_id":"portal/r1""#
        let answer = isSigned ? world.sign("ada", "{\(members)}") : world.say(Approvals.ada, members)
        #expect(answer?.statusCode == 200)
        #expect(isTold(answer))
        if action == "cancel" { #expect(try world.ledger.request(id("r1"))?.status == .cancelled) }
        if action == "list" {
            guard case .array(let requests)? = answer?.body["requests"] else { return #expect(Bool(false)) }
            #expect(requests.count == 1)
        }
    }

    @Test("An integration lists only what was asked through it, and nobody is told that no approval awaits them")
    func lists() throws {
        let world = Approvals.world()
        world.ask("r1")
        world.sign(
            "ada",
            #"{"action":"request","account_id":"111122223333","permission_set":"ReadOnlyAccess","duration":"1h"}"#
        )
        world.deploy(Self.invalid)
        guard case .array(let requests)? = world.say(Approvals.ada, #""action":"list""#)?.body["requests"] else {
            return #expect(Bool(false))
        }
        #expect(requests.count == 1)
        let approvals = world.sign("alan@example.com", #"{"action":"list","view":"approvals"}"#)
        #expect(approvals?.code == "policy_invalid")
        #expect(
            world.sign("alan@example.com", #"{"action":"status","request_id":"portal/r1"}"#)?.code == "policy_invalid"
        )
    }

    @Test("What was approved waits until the policy is whole, and what nobody decides about times out")
    func waiting() throws {
        let world = Approvals.world()
        world.ask("r1", set: "ReadOnlyAccess", #","start_at":"\#((AccessWorld.start + .seconds(600)).iso8601)""#)
        world.ask("r2")
        world.deploy(Self.invalid)
        world.advance(by: .seconds(600))
        let answer = world.sweepRequests()
        #expect(answer?.number("pending_count") == 1)
        #expect(isTold(answer))
        #expect(world.calls.count(.create) == 0)
        world.deploy(.whole(Approvals.policy))
        world.advance(by: .seconds(70))
        #expect(world.sweepRequests()?.number("granted_count") == 1)
        world.deploy(Self.invalid)
        world.advance(by: .seconds(3600))
        #expect(world.sweepRequests()?.number("timed_out_count") == 1)
        #expect(world.invariantViolations() == [])
    }

    @Test("No comparison is begun, because the permission sets that the policy names would be missed")
    func reconcile() throws {
        let world = world()
        world.deploy(Self.invalid)
        let answer = revoke(world, #"{"action":"reconcile","mode":"plan"}"#)
        #expect(answer?.code == "policy_invalid")
        world.deploy(.whole(Approvals.policy))
        #expect(revoke(world, #"{"action":"reconcile","mode":"plan"}"#)?.statusCode == 200)
    }

    // MARK: Alerts

    @Test("People are told once, whichever containers meet it, and once that it is over")
    func alerts() throws {
        let world = world()
        let wrong = "Hourglass: Revoke runs with settings that are wrong"
        let right = "Hourglass: the settings of Revoke are right again"
        func sweeps() {
            for _ in 1...3 {
                world.sweep()
                world.sweep()
                world.coldStart()
            }
        }
        sweeps()
        #expect(world.alerts.sent.isEmpty)
        world.deploy(Self.invalid)
        sweeps()
        #expect(world.alerts.sent.map(\.subject) == [wrong])
        #expect(world.alerts.sent.first?.message.contains("POLICY_FILE: the policy is invalid: $.rules[0]") == true)
        world.deploy(.whole(Approvals.policy))
        sweeps()
        #expect(world.alerts.sent.map(\.subject) == [wrong, right])
        world.deploy(Self.invalid)
        sweeps()
        #expect(world.alerts.sent.map(\.subject) == [wrong, right, wrong])
    }

    @Test("Grant tells of its policy too, at the first request")
    func alertOfGrant() throws {
        let world = world()
        world.deploy(Self.invalid)
        for _ in 1...3 { world.ask("r2") }
        #expect(world.alerts.sent.map(\.subject) == ["Hourglass: Grant gives nothing, because its policy is wrong"])
        world.deploy(.whole(Approvals.policy))
        world.ask("r3", set: "ReadOnlyAccess")
        #expect(world.alerts.sent.count == 1)
        world.sweepRequests()
        #expect(world.alerts.sent.last?.subject == "Hourglass: the settings of Grant are right again")
        #expect(world.alerts.sent.count == 2)
    }

    @Test("An alert that cannot be sent is sent by a later invocation, and delays no end")
    func unsent() throws {
        let world = world()
        world.deploy(Self.invalid)
        world.advance(by: .seconds(4 * 3600 + 10))
        let answer = world.perform(.sweep(faults: .on(.alert, .fails(.unavailable))))
        #expect(answer?.number("revoked_count") == 1)
        #expect(world.alerts.sent.isEmpty)
        world.sweep()
        world.coldStart()
        world.sweep()
        #expect(world.alerts.sent.count == 1)
    }
}
