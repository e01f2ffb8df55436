// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Sessions that are open when access ends are ended too")
struct FenceTests {
    @Test("When the lease has expired, they can do nothing any more, until none can be alive")
    func expiry() throws {
        let world = FenceWorld.make()
        world.grant(Example.event("r1", "1m"))
        let opened = world.now
        world.advance(by: .seconds(70))
        #expect(!world.isShutOut(opened))
        let answer = world.sweep()
        #expect(answer?.number("fenced_count") == 1)
        #expect(world.isShutOut(opened))
        // Whoever else has the role is not touched.
        #expect(!world.isShutOut(opened, FenceWorld.somebodyElse))
        #expect(try world.events("r1").suffix(2) == ["REVOKE SUCCESS", "FENCE SUCCESS"])
        world.liveUntil(world.now + FenceWorld.lifetime + .seconds(120))
        #expect(world.inlinePolicy == nil)
        #expect(try world.events("r1").last == "LIFT SUCCESS")
        world.expectOver()
    }

    @Test("An early revocation shuts them out in the same invocation")
    func earlyRevocation() throws {
        let world = FenceWorld.make()
        world.grant(Example.event("r1", "10m"))
        let opened = world.now
        #expect(world.revoke(#"{"action":"revoke","request_id":"r1"}"#)?.statusCode == 200)
        #expect(world.isShutOut(opened))
        #expect(try world.events("r1").last == "FENCE SUCCESS")
    }

    @Test("Whoever is granted access again gets sessions that work")
    func grantedAgain() {
        let world = FenceWorld.make()
        world.grant(Example.event("r1", "1m"))
        let opened = world.now
        world.advance(by: .seconds(70))
        world.sweep()
        world.advance(by: .seconds(5))
        #expect(world.grant(Example.event("r2", "10m"))?.statusCode == 200)
        #expect(!world.isShutOut(world.now + .seconds(1)))
        #expect(world.isShutOut(opened))
        // And when that has ended too, one deny with the later time is enough.
        world.revoke(#"{"action":"revoke","request_id":"r2"}"#)
        #expect(world.isShutOut(world.now - .seconds(2)))
        #expect(world.inlinePolicy?.components("HourglassFence") == 1)
        world.liveUntil(world.now + FenceWorld.lifetime + .seconds(120))
        world.expectOver()
    }

    @Test("Two that end in the same second are both built and both lifted")
    func sameSecond() throws {
        let world = FenceWorld.make()
        world.latency = .zero
        world.identityCenter.operationCourse = OperationCourse(time: .zero)
        let began = world.now
        for id in ["r1", "r2"] {
            #expect(world.grant(Example.event(id, "10m"))?.statusCode == 200)
            #expect(world.revoke(#"{"action":"revoke","request_id":"\#(id)"}"#)?.statusCode == 200)
        }
        #expect(world.now.seconds == began.seconds)
        world.liveUntil(world.now + FenceWorld.lifetime + .seconds(120))
        for id in ["r1", "r2"] {
            #expect(try world.events(id).suffix(2) == ["FENCE SUCCESS", "LIFT SUCCESS"])
        }
        world.expectOver()
    }

    @Test("A lease that ends while another holds the access needs none, nor does standing access")
    func kept() throws {
        let world = FenceWorld.make()
        world.grant(Example.event("r1", "1m"))
        world.grant(Example.event("r2", "10m"))
        let standing = Example.binding(user: "906711a2-50b1-7094-3a4e-0d5f7b6f0002", account: Example.accountText)
        world.identityCenter.set(standing, .hand)
        world.grant(Example.event("r3", "1m", user: "alan@example.com"))
        world.advance(by: .seconds(70))
        world.sweep()
        #expect(world.inlinePolicy == nil)
        #expect(world.ledger.fenceOrders.isEmpty && world.ledger.fences.isEmpty)
    }

    @Test("A row of the published sample is fenced like a lease")
    func adopted() {
        let world = FenceWorld.make()
        world.publish(expiringAfter: .seconds(60))
        let opened = world.now
        world.advance(by: .seconds(70))
        world.sweep()
        #expect(world.isShutOut(opened))
        world.liveUntil(world.now + FenceWorld.lifetime + .seconds(120))
        world.expectOver()
    }

    @Test("Where nobody else has the permission set its role goes, and nothing is written")
    func roleGone() throws {
        let world = FenceWorld.make(isShared: false)
        world.grant(Example.event("r1", "1m"))
        world.liveUntil(world.now + .seconds(130))
        #expect(world.calls.count(.setInlinePolicy) + world.calls.count(.provision) == 0)
        #expect(try world.events("r1").last == "REVOKE SUCCESS")
        world.liveUntil(world.now + .seconds(600))
        #expect(try world.events("r1").last == "FENCE SUCCESS")
        #expect(world.calls.count(.setInlinePolicy) + world.calls.count(.provision) == 0)
        world.expectOver()
    }

    @Test("Only the account in which access ended is brought to the new policy")
    func otherAccounts() throws {
        let world = FenceWorld.make()
        let other = try #require(AccountID("777788889999"))
        world.identityCenter.addAccount(other)
        world.grant(Example.event("r1", "1m"))
        let event =
            #"{"user_email":"ada@example.com","account_id":"777788889999","duration":"2h","request_id":"r2"}"#
        #expect(world.grant(event)?.statusCode == 200)
        let opened = world.now
        world.advance(by: .seconds(70))
        world.sweep()
        #expect(world.calls.count(.provision) == 1)
        #expect(world.isShutOut(opened))
        let elsewhere = Binding(
            userID: Example.userID,
            accountID: other,
            permissionSetARN: Example.permissionSet.arn
        )
        #expect(!world.isShutOut(opened, elsewhere))
        // Not even when the policy comes there for another reason.
        world.grant(event.replacing("r2", "r3"))
        #expect(!world.isShutOut(opened, elsewhere))
        #expect(world.invariantViolations() == [])
    }

    @Test(
        "Whoever ends access to many accounts crowds out no fence, their own neither, and is let in again where they may"
    )
    func manyAccounts() throws {
        let world = FenceWorld.make()
        let accounts = (0..<45).map { "\(200_000_000_000 + $0)" }
        let bindings = accounts.map { Example.binding(user: Example.userID, account: $0) }
        for binding in bindings {
            world.identityCenter.addAccount(binding.accountID)
            world.identityCenter.set(Example.binding(user: "somebody-else", account: "\(binding.accountID)"), .hand)
        }
        func grant(_ id: String, _ account: String) {
            let event =
                #""user_email":"ada@example.com","account_id":"\#(account)","request_id":"\#(id)","duration":"10m""#
            #expect(world.grant("{\(event)}")?.statusCode == 200)
        }
        for (number, account) in accounts.enumerated() { grant("r\(number)", account) }
        let opened = world.now
        world.revoke(#"{"action":"revoke","request_id":"r0"}"#)
        #expect(try world.events("r0").last == "FENCE SUCCESS")
        world.liveUntil(world.now + .seconds(700))
        for (number, binding) in bindings.enumerated() {
            #expect(world.isShutOut(opened, binding), "\(number)")
            #expect(try world.events("r\(number)").contains("FENCE ERROR") == false)
        }
        #expect(world.inlinePolicy?.components("HourglassFence") == 1)
        #expect(world.alerts.sent.isEmpty)
        // With access again everywhere, and an end somewhere else, nobody's new sessions are shut out.
        for (number, account) in accounts.enumerated() { grant("s\(number)", account) }
        let again = world.now
        world.grant(Example.event("t", "1m"))
        world.liveUntil(world.now + .seconds(70))
        for binding in bindings {
            #expect(world.isShutOut(opened, binding))
            #expect(!world.isShutOut(again + .seconds(1), binding))
        }
        #expect(world.invariantViolations() == [])
    }

    @Test("Many ends at once are one policy, and one provisioning for each account")
    func together() {
        let world = FenceWorld.make()
        for number in 0..<12 {
            world.identityCenter.addUser("user\(number)@example.com", id: "user-\(number)")
            world.grant(Example.event("r\(number)", "1m", user: "user\(number)@example.com"))
        }
        world.advance(by: .seconds(70))
        #expect(world.sweep()?.number("fenced_count") == 12)
        #expect(world.calls.count(.setInlinePolicy) == 1)
        #expect(world.calls.count(.provision) == 1)
        world.liveUntil(world.now + FenceWorld.lifetime + .seconds(120))
        world.expectOver()
    }
}

extension String {
    /// How often a text occurs in it.
    func components(_ text: String) -> Int { split(separator: text, omittingEmptySubsequences: false).count - 1 }

    fileprivate func replacing(_ text: String, _ other: String) -> String {
        split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
    }
}
