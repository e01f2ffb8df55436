// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("Open requests of one caller")
struct OpenRequestTests {
    private static let person = "person:\(Example.userID)/integration:portal"
    private static let signed = "person:\(Example.userID)/identity_center_session"

    private func world(atMost maximum: Int = 3, seed: UInt64? = nil) -> AccessWorld {
        Approvals.world(
            seed: seed,
            rules: RequestRules(
                defaultPermissionSet: Example.permissionSet.name,
                defaultDuration: Example.rules.defaultDuration,
                maximumDuration: Example.rules.maximumDuration,
                maximumOpenRequests: maximum
            )
        )
    }

    private func open(_ world: AccessWorld) -> Int { world.ledger.requests.count(where: \.isOpen) }

    @Test("There are as many as are allowed and no more, until one is over")
    func bound() throws {
        let world = world()
        for number in 1...3 { #expect(world.ask("r\(number)")?.statusCode == 202) }
        let refused = try #require(world.ask("r4"))
        #expect(refused.statusCode == 429)
        #expect(refused.code == "too_many_open_requests")
        #expect(refused.text("error")?.contains("hourglass cancel") == true)
        #expect(world.ledger.request(try id("r4")) == nil)
        world.say(Approvals.ada, #""action":"cancel","request_id":"r2""#)
        #expect(world.ask("r4")?.statusCode == 202)
        #expect(world.ask("r5")?.code == "too_many_open_requests")
        #expect(world.invariantViolations() == [])
    }

    @Test("What begins at once is none of them; what begins later is")
    func automatic() {
        let world = world(atMost: 1)
        for number in 1...3 { #expect(world.ask("r\(number)", set: "ReadOnlyAccess")?.statusCode == 200) }
        let later = #","start_at":"\#((AccessWorld.start + .seconds(3600)).iso8601)""#
        #expect(world.ask("r4", set: "ReadOnlyAccess", later)?.statusCode == 202)
        #expect(world.ask("r5", set: "ReadOnlyAccess", later)?.code == "too_many_open_requests")
        #expect(world.ask("r6", set: "ReadOnlyAccess")?.statusCode == 200)
    }

    @Test("The same request again is no other one")
    func repeated() {
        let world = world(atMost: 1)
        #expect(world.ask("r1")?.statusCode == 202)
        #expect(world.ask("r1")?.statusCode == 202)
        #expect(world.ledger.openCounts[Self.person] == .count(1))
    }

    @Test("Each way in which a request ends its waiting gives its place back, of the person and of the integration")
    func ends() {
        let world = world(atMost: 10)
        for number in 1...4 { world.ask("r\(number)") }
        world.ask("r5", set: "ReadOnlyAccess", #","start_at":"\#((AccessWorld.start + .seconds(60)).iso8601)""#)
        #expect(world.ledger.openCounts == [Self.person: .count(5), "integration:portal": .count(5)])
        world.decide(Approvals.alan, "reject", "r1")
        world.say(Approvals.ada, #""action":"cancel","request_id":"r2""#)
        world.decide(Approvals.alan, "approve", "r3")
        #expect(world.ledger.openCounts[Self.person] == .count(3))
        world.decide(Approvals.grace, "approve", "r3")
        #expect(world.ledger.openCounts[Self.person] == .count(2))
        world.advance(by: .seconds(60))
        world.sweepRequests()
        #expect(world.ledger.openCounts[Self.person] == .count(1))
        world.advance(by: .seconds(3600))
        world.sweepRequests()
        #expect(world.ledger.openCounts == [Self.person: .count(0), "integration:portal": .count(0)])
        #expect(world.invariantViolations() == [])
    }

    @Test("A request that could not be granted in time gives its place back")
    func failed() {
        let world = world(atMost: 1)
        world.ask("r1", set: "ReadOnlyAccess", #","start_at":"\#((AccessWorld.start + .seconds(60)).iso8601)""#)
        world.advance(by: .seconds(2 * 3600))
        world.sweepRequests()
        #expect(world.ledger.openCounts[Self.person] == .count(0))
    }

    @Test(
        "A number that somebody has written is counted anew, and holds nobody up",
        arguments: [StoredCount.count(3), .count(1_000_000), .unreadable]
    )
    func tooHigh(stored: StoredCount) {
        let world = world()
        world.ask("r1")
        world.ledger.setOpenCount(Self.person, stored)
        world.ledger.setOpenCount("integration:portal", .unreadable)
        #expect(world.ask("r2")?.statusCode == 202)
        #expect(world.ledger.openCounts == [Self.person: .count(2), "integration:portal": .count(2)])
    }

    @Test("A number that is too low lets at most as many more be opened as there may be")
    func tooLow() {
        let world = world()
        for number in 1...3 { world.ask("r\(number)") }
        world.ledger.setOpenCount(Self.person, .count(0))
        for number in 4...9 { world.ask("r\(number)") }
        #expect(open(world) == 6)
        world.say(Approvals.ada, #""action":"cancel","request_id":"r1""#)
        world.say(Approvals.ada, #""action":"cancel","request_id":"r2""#)
        // The number is two less, the look at what there is says no.
        world.ledger.setOpenCount(Self.person, .count(3))
        #expect(world.ask("r10")?.code == "too_many_open_requests")
    }

    @Test("A spoiled number keeps no request from being taken back, and no access from beginning")
    func spoiled() throws {
        for stored in [StoredCount.unreadable, .count(0), .absent] {
            let world = world()
            world.ask("r1")
            world.ask("r2")
            world.ledger.setOpenCount(Self.person, stored)
            #expect(world.say(Approvals.ada, #""action":"cancel","request_id":"r1""#)?.statusCode == 200)
            world.decide(Approvals.alan, "approve", "r2")
            #expect(world.decide(Approvals.grace, "approve", "r2")?.statusCode == 200)
            #expect(world.ledger.openCounts[Self.person] == stored)
            #expect(world.invariantViolations() == [])
        }
    }

    @Test("Forged requests in somebody's name do not keep them from asking: they are set aside, with an alert")
    func forgedInTheirName() throws {
        let world = world()
        world.ask("r1")
        let genuine = try #require(world.ledger.request(id("r1")))
        for number in 1...30 { world.ledger.put(try genuine.copy("forged-\(number)")) }
        world.ledger.setOpenCount(Self.person, .count(31))
        #expect(world.ask("r2")?.statusCode == 202)
        #expect(open(world) == 2)
        #expect(world.ledger.openCounts[Self.person] == .count(2))
        #expect(world.alerts.sent.count == 1)
    }

    @Test("More forged ones than are looked at in one invocation are set aside by the next ones that ask")
    func manyForged() throws {
        let world = world()
        world.ask("r1")
        let genuine = try #require(world.ledger.request(id("r1")))
        for number in 1...250 { world.ledger.put(try genuine.copy("forged-\(number)")) }
        world.ledger.setOpenCount(Self.person, .count(3))
        var asked = 0
        repeat { asked += 1 } while world.ask("again-\(asked)")?.statusCode != 202 && asked < 10
        #expect(asked <= 4)
    }

    @Test("An integration has a bound of its own, for all people together")
    func integration() throws {
        let world = world(atMost: 1)
        for number in 1...51 {
            world.identityCenter.addUser("user\(number)@example.com", id: "user-\(number)")
            let answer = world.say(
                "user\(number)@example.com",
                #""action":"request","request_id":"r\#(number)","user_email":"user\#(number)@example.com","#
                    + #""account_id":"111122223333","permission_set":"AdministratorAccess","justification":"mend it""#
            )
            #expect(answer?.statusCode == (number <= 50 ? 202 : 429), "\(number)")
        }
        #expect(world.ledger.openCounts["integration:portal"] == .count(50))
    }

    @Test(
        "What an integration opens in somebody's name uses up none of those that they open themselves, and the other way round"
    )
    func byAnother() throws {
        let later = (AccessWorld.start + .seconds(3600)).iso8601
        func sign(_ world: AccessWorld, _ id: String) -> Answer? {
            world.sign(
                "ada",
                #"{"action":"request","request_id":"\#(id)","account_id":"111122223333","#
                    + #""permission_set":"ReadOnlyAccess","start_at":"\#(later)"}"#
            )
        }
        let world = world(atMost: 2)
        for number in 1...2 { #expect(world.ask("r\(number)")?.statusCode == 202) }
        let refused = try #require(world.ask("r3"))
        #expect(refused.code == "too_many_open_requests")
        #expect(refused.text("error")?.hasPrefix("You have 2 requests by way of integration:portal that wait") == true)
        for number in 1...2 { #expect(sign(world, "own\(number)")?.statusCode == 202) }
        #expect(sign(world, "own3")?.code == "too_many_open_requests")
        #expect(world.ledger.openCounts[Self.person] == .count(2) && world.ledger.openCounts[Self.signed] == .count(2))
        // The number is counted anew for the same way alone.
        world.ledger.setOpenCount(Self.signed, .count(1_000))
        world.sign("ada", #"{"action":"cancel","request_id":"own1"}"#)
        #expect(sign(world, "own4")?.statusCode == 202)
        #expect(sign(world, "own5")?.code == "too_many_open_requests")
        #expect(world.invariantViolations() == [])
    }

    @Test("Many at the same moment are no way past it", arguments: UInt64(1)...20)
    func together(seed: UInt64) {
        let world = world(atMost: 2, seed: seed)
        let calls = (1...6).map { number in
            world.portal(
                Approvals.ada,
                #""action":"request","request_id":"r\#(number)","user_email":"ada@example.com","#
                    + #""account_id":"111122223333","permission_set":"AdministratorAccess","justification":"mend it""#
            )
        }
        let answers = world.together(calls)
        #expect(answers.count { $0?.statusCode == 202 } == 2)
        #expect(open(world) == 2)
        #expect(world.ledger.openCounts[Self.person] == .count(2))
        #expect(world.invariantViolations() == [])
    }

    @Test("Others who are changing the same number are waited out, and keep no request open", arguments: [1, 4, 8])
    func busy(times: Int) {
        let world = world()
        world.ledger.keepCountsBusy(times: times)
        #expect(world.ask("r1")?.statusCode == 202)
        #expect(world.ledger.openCounts[Self.person] == .count(1))
        world.ledger.keepCountsBusy(times: times)
        #expect(world.say(Approvals.ada, #""action":"cancel","request_id":"r1""#)?.statusCode == 200)
        #expect(world.ledger.openCounts[Self.person] == .count(times < 4 ? 0 : 1))
    }
}

extension RequestRecord {
    /// The same under another id, as somebody can write it who cannot make a seal.
    func copy(_ newID: String, requester: Speaker? = nil, state: State? = nil) throws -> RequestRecord {
        let asked = request
        let request = AccessRequest(
            id: try JITAccessTests.id(newID),
            userEmail: asked.userEmail,
            accountID: asked.accountID,
            permissionSet: asked.permissionSet,
            duration: asked.duration,
            justification: asked.justification
        )
        return RequestRecord(
            request: request,
            digest: try request.digest(),
            requestedBy: requester ?? requestedBy,
            path: path,
            principalKind: principalKind,
            userID: userID,
            permissionSetARN: permissionSetARN,
            createdAt: createdAt,
            policy: policy,
            state: state ?? self.state,
            seal: seal
        )
    }
}
