// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("Denies that do not fit share statements, and what came last is left out")
struct FencePlanTests {
    private static let end = Timestamp(seconds: 1_768_467_600)

    private func fence(_ user: Int, _ account: String = Example.accountText, after seconds: Int64 = 0) throws -> Fence {
        Fence(
            userID: "906711a2-50b1-7094-3a4e-\(String(String(user + 100_000_000_000).suffix(12)))",
            accountID: try #require(AccountID(account)),
            userEmail: nil,
            requestIDs: [],
            endedAt: Self.end + .seconds(seconds),
            sessionSeconds: 3600
        )
    }

    /// The ends of so many users in one account, a second after one another.
    private func users(_ count: Int, in account: String = Example.accountText) throws -> [Fence] {
        try (0..<count).map { try fence($0, account, after: Int64($0)) }
    }

    /// The ends of one user in so many accounts, a second after one another.
    private func accounts(_ count: Int, of user: Int = 0) throws -> [Fence] {
        try (0..<count).map { try fence(user, "\(200_000_000_000 + $0)", after: Int64($0)) }
    }

    private func plan(
        _ fences: [Fence],
        room: Int = 10_240,
        _ hold: (Fence.Target) -> Fence.Hold = { _ in .none }
    ) async throws -> FencePlan {
        let filler = String(repeating: "x", count: max(0, FencedPolicy.iamLimit - room))
        let policy = try FencedPolicy(#"{"Version":"2012-10-17","Statement":[{"Sid":"\#(filler)"}]}"#)
        let plan = try await FencePlan(fences, in: policy) { hold($0) }
        #expect(policy.takes(plan.denies))
        for fence in fences where !plan.leftOut.contains(fence) {
            let covering = plan.denies.filter {
                $0.accountIDs.contains(fence.accountID) && $0.userIDs.contains(fence.userID)
            }
            #expect(covering.contains { $0.before >= fence.endedAt })
            // Nobody who has the access again is shut out of it.
            if case .since(let moment) = hold(fence.target) {
                #expect(covering.allSatisfy { $0.before <= moment.roundedUp })
            }
            if hold(fence.target) == .unknown { #expect(covering.allSatisfy { $0.before <= fence.endedAt }) }
        }
        let wanted = Set(fences.map(\.target))
        for deny in plan.denies {
            for account in deny.accountIDs {
                for user in deny.userIDs {
                    #expect(wanted.contains(Fence.Target(userID: user, accountID: account)), "nobody else is shut out")
                }
            }
        }
        return plan
    }

    @Test("While there is room each user and account has a statement")
    func single() async throws {
        let plan = try await plan(try users(20))
        #expect(plan.denies.count == 20)
        #expect(plan.denies.allSatisfy { $0.userIDs.count == 1 && $0.accountIDs.count == 1 })
        #expect(plan.leftOut.isEmpty)
    }

    @Test("Two fences of one user in one account need one statement, with the later time")
    func sameUser() async throws {
        let plan = try await plan([try fence(0), try fence(0, after: 500)])
        #expect(plan.denies.map(\.before) == [Self.end + .seconds(500)])
    }

    @Test("Then those of an account share one, with the latest time, but for whoever has had the access since")
    func shared() async throws {
        let all = try users(100)
        let held = all[3]
        let plan = try await plan(all) { $0 == held.target ? .unknown : .none }
        #expect(plan.leftOut.isEmpty)
        #expect(plan.denies.count == 2)
        #expect(plan.denies.first { $0.userIDs.contains(held.userID) }?.before == held.endedAt)
        #expect(plan.denies.first { !$0.userIDs.contains(held.userID) }?.before == all[99].endedAt)
    }

    @Test("One user with many accounts fills one statement, that names them all, and crowds out nobody")
    func oneUser() async throws {
        let all = try accounts(400)
        let plan = try await plan([try fence(1)] + all)
        #expect(plan.leftOut.isEmpty)
        #expect(plan.denies.count == 2)
        let wide = try #require(plan.denies.first { $0.accountIDs.count == 400 })
        #expect(wide.userIDs == [all[0].userID])
        #expect(wide.before == all[399].endedAt)
    }

    @Test("Many users of one account and one user of many share beside each other")
    func mixed() async throws {
        let plan = try await plan(try users(60) + accounts(60, of: 99))
        #expect(plan.leftOut.isEmpty)
        #expect(plan.denies.count == 2)
    }

    @Test("Who has the access again keeps a place in a statement whose time is not later")
    func heldAgain() async throws {
        let all = try accounts(50)
        let later = Self.end + .milliseconds(30_500)
        // Held again since the thirty-first second: what ended until then can share with it, the rest cannot.
        let plan = try await plan(all) { $0 == all[3].target ? .since(later) : .none }
        #expect(plan.leftOut.isEmpty)
        #expect(plan.denies.count == 2)
        let first = try #require(plan.denies.first { $0.accountIDs.contains(all[3].accountID) })
        #expect(first.before == Self.end + .seconds(31))
        // Of all of them since their last end: nothing need be taken apart.
        let whole = try await self.plan(all) { _ in .since(Self.end + .seconds(60)) }
        #expect(whole.denies.count == 1)
    }

    @Test("Then those are left out whose access ended last, and as few as must be")
    func leftOut() async throws {
        let all = try users(400)
        let plan = try await plan(all.shuffled())
        let left = plan.leftOut.count
        #expect((100...300).contains(left))
        #expect(Set(plan.leftOut.map(\.endedAt)) == Set(all.suffix(left).map(\.endedAt)))
        // One more would not fit.
        let users = Set(all.prefix(401 - left).map(\.userID))
        let deny = FenceDeny(accountIDs: [all[0].accountID], userIDs: users, before: all[399].endedAt)
        let policy = try FencedPolicy(#"{"Version":"2012-10-17","Statement":[{"Sid":""}]}"#)
        #expect(!policy.takes([deny]))
    }

    @Test("What stands is kept, whatever ended before it and whatever comes after it")
    func standing() async throws {
        var all = try users(400)
        let room = 2000
        for index in 395..<400 { all[index].state = .standing(since: Self.end + .seconds(500)) }
        let plan = try await plan(all, room: room)
        #expect(!plan.leftOut.isEmpty)
        #expect(plan.leftOut.allSatisfy { !$0.isStanding })
    }

    @Test("What one plan lets stand, every later plan does, while others end, begin again and end again")
    func never() async throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<12 {
            var all: [Fence] = []
            var held: [Fence.Target: Timestamp] = [:]
            for round in 0..<12 {
                let now = Int64(100 * (round + 1))
                let user = random.index(below: 3)
                let account = "\(200_000_000_000 + random.index(below: 5))"
                let next = try fence(user, account, after: now)
                held[next.target] = nil
                all.append(next)
                for target in all.map(\.target) where held[target] == nil && random.index(below: 4) == 0 {
                    held[target] = Self.end + .seconds(now + 50)
                }
                let plan = try await plan(all, room: 700) { target in held[target].map { .since($0) } ?? .none }
                for lost in plan.leftOut where lost.isStanding {
                    #expect(held[lost.target] != nil, "round \(round): \(lost.accountID)")
                }
                for index in all.indices {
                    let isIn = !plan.leftOut.contains(all[index])
                    let since = all[index].standsSince ?? Self.end + .seconds(now)
                    all[index].state = isIn ? .standing(since: since) : .leftOut
                }
            }
        }
    }

    @Test("Who has the access anyway gives way to who has not")
    func heldGivesWay() async throws {
        var first = try fence(1, "111111111111")
        first.state = .standing(since: Self.end)
        let plan = try await plan([first, try fence(2, "222222222222", after: 5)], room: 330) {
            $0 == first.target ? .since(Self.end + .seconds(2)) : .none
        }
        #expect(plan.leftOut == [first])
    }

    @Test("One that stood and has no room any more is told as that, with when its sessions end")
    func stood() throws {
        var fence = try fence(0)
        let subject = AuditSubject()
        #expect(FenceStep(fence, .leftOut("full")).lastCredentialAt == nil)
        fence.state = .standing(since: Self.end)
        let step = FenceStep(fence, .leftOut("full"))
        #expect(step.lastCredentialAt == fence.lastSessionEnd)
        #expect(step.isFailure)
        #expect(step.trouble(subject)?.contains("were shut out and may be used again") == true)
    }

    @Test("Nobody fills the record of a permission set alone")
    func record() throws {
        var record = FenceRecord(permissionSetARN: "arn", permissionSet: nil, fences: try accounts(400), version: 1)
        #expect(!record.takes(try fence(0)))
        #expect(record.takes(try fence(1)))
        record.fences += try users(101).dropFirst()
        #expect(record.fences.count == 500)
        #expect(!record.takes(try fence(200)))
    }

    @Test("A policy that is full has room for none")
    func full() async throws {
        let plan = try await plan(try users(3), room: 100)
        #expect(plan.denies.isEmpty)
        #expect(plan.leftOut.count == 3)
    }

    @Test("Whoever is left out is recorded and told, and is shut out when there is room")
    func room() throws {
        let world = FenceWorld.make()
        world.identityCenter.manage(Example.permissionSet, sessionSeconds: 7200)
        let filler = String(repeating: "x", count: 10_000)
        let full =
            #"{"Version":"2012-10-17","Statement":[{"Sid":"\#(filler)","Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#
        world.identityCenter.writePolicy(full, of: Example.permissionSet)
        world.grant(Example.event("r1", "1m"))
        let opened = world.now
        world.advance(by: .seconds(70))
        world.sweep()
        #expect(try world.events("r1").last == "FENCE ERROR")
        #expect(world.alerts.sent.count == 1)
        #expect(world.inlinePolicy == full)
        world.liveUntil(world.now + .seconds(1000))
        #expect(world.alerts.sent.count == 1)
        world.identityCenter.writePolicy(nil, of: Example.permissionSet)
        world.liveUntil(world.now + .seconds(1000))
        #expect(world.isShutOut(opened))
        #expect(try world.events("r1").last == "FENCE SUCCESS")
        #expect(world.invariantViolations() == [])
    }

    @Test("What stood is recorded as open before it is taken out of the policy, and told in an alert of its own")
    func displaced() throws {
        let world = FenceWorld.make()
        world.identityCenter.manage(Example.permissionSet, sessionSeconds: 7200)
        world.grant(Example.event("r1", "1m"))
        world.advance(by: .seconds(70))
        world.sweep()
        #expect(try world.events("r1").last == "FENCE SUCCESS")
        let id = try #require(RequestID("r1"))
        let shutOutAt = try #require(world.ledger.request(id)?.lease?.lastCredentialAt)
        // An administrator fills the policy, and leaves our statement in it.
        let filler = String(repeating: "x", count: 10_000)
        let ours = try #require(world.inlinePolicy).components(separatedBy: "\"Statement\":[").last ?? ""
        let full =
            #"{"Version":"2012-10-17","Statement":[{"Sid":"\#(filler)","Effect":"Deny","Action":"s3:*","Resource":"*"},"#
            + ours.split(separator: ",\"Version\"").joined()
        world.identityCenter.writePolicy(full, of: Example.permissionSet)
        world.liveUntil(world.now + .seconds(960))
        #expect(try world.events("r1").last == "FENCE ERROR")
        #expect(world.alerts.sent.map(\.subject) == ["Hourglass: no room to shut open sessions out"])
        let alert = try #require(world.alerts.sent.first)
        let end = try #require(world.ledger.fences.first?.fences.first).endedAt + .seconds(7200)
        for part in ["ada@example.com", Example.accountText, end.iso8601Seconds, "docs/fence.md"] {
            #expect(alert.message.contains(part))
        }
        #expect(shutOutAt < end)
        #expect(world.ledger.request(id)?.lease?.lastCredentialAt == end)
        #expect(world.invariantViolations() == [])
    }
}
