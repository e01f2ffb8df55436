// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("Denies that do not fit share statements, and the least useful are left out")
struct FencePlanTests {
    private static let end = Timestamp(seconds: 1_768_467_600)

    private func fences(_ count: Int, in account: String = Example.accountText) throws -> [Fence] {
        let accountID = try #require(AccountID(account))
        return (0..<count).map { number in
            Fence(
                userID: "906711a2-50b1-7094-3a4e-\(String(String(number + 100_000_000_000).suffix(12)))",
                accountID: accountID,
                userEmail: nil,
                requestIDs: [],
                endedAt: Self.end + .seconds(Int64(number)),
                sessionSeconds: 3600
            )
        }
    }

    private func plan(_ fences: [Fence], room: Int = 10_240, alone: Set<String> = []) async throws -> FencePlan {
        let filler = String(repeating: "x", count: max(0, FencedPolicy.maximumCharacters - room))
        let policy = try FencedPolicy(#"{"Version":"2012-10-17","Statement":[{"Sid":"\#(filler)"}]}"#)
        let plan = try await FencePlan(fences, in: policy) { alone.contains($0.userID) }
        #expect(policy.takes(plan.denies))
        return plan
    }

    @Test("While there is room each user and account has a statement")
    func single() async throws {
        let plan = try await plan(try fences(20))
        #expect(plan.denies.count == 20)
        #expect(plan.denies.allSatisfy { $0.userIDs.count == 1 })
        #expect(plan.leftOut.isEmpty)
    }

    @Test("Two fences of one user in one account need one statement, with the later time")
    func sameUser() async throws {
        var twice = try fences(1)
        twice.append(
            Fence(
                userID: twice[0].userID,
                accountID: twice[0].accountID,
                userEmail: nil,
                requestIDs: [],
                endedAt: Self.end + .seconds(500),
                sessionSeconds: 3600
            )
        )
        let plan = try await plan(twice)
        #expect(plan.denies.map(\.before) == [Self.end + .seconds(500)])
    }

    @Test("Then those of an account share one, with the latest time, but for whoever has the access again")
    func shared() async throws {
        let all = try fences(100)
        let alone = all[3].userID
        let plan = try await plan(all, alone: [alone])
        #expect(plan.leftOut.isEmpty)
        #expect(plan.denies.count == 2)
        #expect(plan.denies.first { $0.userIDs == [alone] }?.before == all[3].endedAt)
        #expect(plan.denies.first { $0.userIDs.count == 99 }?.before == all[99].endedAt)
    }

    @Test("Accounts do not share")
    func accounts() async throws {
        let plan = try await plan(try fences(40) + fences(40, in: "444455556666"))
        #expect(plan.denies.count == 2)
        #expect(Set(plan.denies.map(\.accountID)).count == 2)
    }

    @Test("Then those are left out whose sessions end first, and as few as must be")
    func leftOut() async throws {
        let all = try fences(400)
        let plan = try await plan(all)
        let left = plan.leftOut.count
        #expect((100...300).contains(left))
        #expect(Set(plan.leftOut.map(\.endedAt)) == Set(all.prefix(left).map(\.endedAt)))
        // One more would not fit.
        let denies = FenceDeny(
            accountID: all[0].accountID,
            userIDs: all.dropFirst(left - 1).map(\.userID),
            before: all[399].endedAt
        )
        let policy = try FencedPolicy(#"{"Version":"2012-10-17","Statement":[{"Sid":""}]}"#)
        #expect(!policy.takes([denies]))
    }

    @Test("What stands is kept, though its sessions end first")
    func standing() async throws {
        var all = try fences(400)
        for index in 0..<5 { all[index].state = .standing(since: Self.end) }
        let plan = try await plan(all)
        #expect(!plan.leftOut.isEmpty)
        #expect(plan.leftOut.allSatisfy { !$0.isStanding })
    }

    @Test("One that stood and has no room any more is told as that, with when its sessions end")
    func stood() throws {
        var fence = try #require(try fences(1).first)
        let subject = AuditSubject()
        #expect(FenceStep(fence, .leftOut("full")).lastCredentialAt == nil)
        fence.state = .standing(since: Self.end)
        let step = FenceStep(fence, .leftOut("full"))
        #expect(step.lastCredentialAt == fence.lastSessionEnd)
        #expect(step.trouble(subject)?.contains("were shut out and may be used again") == true)
    }

    @Test("A policy that is full has room for none")
    func full() async throws {
        let plan = try await plan(try fences(3), room: 100)
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
}
