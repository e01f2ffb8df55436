// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("What is decided about a new lease")
struct GrantPlanTests {
    private static let now = Timestamp(seconds: 10_000)

    private func new(_ name: String = "new") throws -> GrantPlan.NewLease {
        GrantPlan.NewLease(
            id: try id(name),
            duration: try #require(LeaseDuration(hours: 1)),
            userEmail: "ada@example.com",
            permissionSet: Example.permissionSet,
            binding: Example.binding,
            recoverAt: Timestamp(seconds: 10_120),
            extends: nil
        )
    }

    private func record(
        _ leases: [(String, Lease.State, Int64)],
        isStanding: Bool = false,
        revocation: BindingRecord.Revocation? = nil
    ) throws -> BindingRecord {
        var record = BindingRecord(
            binding: Example.binding,
            userEmail: "old@example.com",
            permissionSet: "Old",
            createdAt: Timestamp(seconds: 1),
            isStanding: isStanding,
            revocation: revocation,
            version: 7
        )
        for (name, state, expiry) in leases {
            let lease = Lease(state: state, durationSeconds: 60, expiresAt: Timestamp(seconds: expiry))
            record.leases[try id(name)] = lease
        }
        return record
    }

    private func decide(
        _ stored: StoredBinding,
        isAssigned: Bool,
        endedAt: Int64? = nil
    ) throws -> (kind: String, record: BindingRecord?) {
        let ended = endedAt.map {
            EndedBinding(binding: Example.binding, requestIDs: [], endedAt: Timestamp(seconds: $0))
        }
        let situation = GrantPlan.Situation(stored: stored, ended: ended, isAssigned: isAssigned)
        switch GrantPlan.decide(situation, try new(), now: Self.now) {
        case .hold(let record): return ("hold", record)
        case .standing(let record): return ("standing", record)
        case .create(let record): return ("create", record)
        case .wait: return ("wait", nil)
        case .adopt: return ("adopt", nil)
        case .tooManyLeases: return ("tooManyLeases", nil)
        case .lost: return ("lost", nil)
        }
    }

    @Test(
        "Where nothing is recorded, what is there is not ours, unless ours went lately",
        arguments: [
            (false, nil, "create"), (true, nil, "standing"), (true, 9999, "create"), (true, 9401, "create"),
            (true, 9400, "standing"), (false, 9999, "create"),
        ] as [(Bool, Int64?, String)]
    )
    func absent(isAssigned: Bool, endedAt: Int64?, kind: String) throws {
        let plan = try decide(.absent, isAssigned: isAssigned, endedAt: endedAt)
        #expect(plan.kind == kind)
        let record = try #require(plan.record)
        #expect(record.isStanding == (kind == "standing"))
        #expect(record.leases.count == 1)
        #expect(record.expiresAt.seconds == 13_600)
        #expect(record.version == 10_000_001)
    }

    @Test("Beside an active lease nothing is created, unless the assignment is not there")
    func besideActive() throws {
        let stored = StoredBinding.record(try record([("a", .active, 10_001)]))
        #expect(try decide(stored, isAssigned: true).kind == "hold")
        #expect(try decide(stored, isAssigned: false).kind == "create")
        #expect(try decide(stored, isAssigned: true, endedAt: 9999).kind == "create")
        let record = try #require(try decide(stored, isAssigned: true).record)
        #expect(record.version == 8)
        #expect(record.leases[try id("a")]?.expiresAt.seconds == 10_001)
        #expect(record.leases[try id("new")]?.state == .active)
        #expect(record.userEmail == "ada@example.com")
        #expect(record.permissionSet == Example.permissionSet.name)
    }

    @Test("Nothing is certain beside leases that are over, ended, or being granted")
    func besideOthers() throws {
        let granting = Lease.State.granting(Lease.Granting(recoverAt: Timestamp(seconds: 10_060)))
        let ended = Lease.State.ended(LeaseEnd(.revoked, at: Timestamp(seconds: 9000)))
        for state in [(.active, 10_000), (granting, 20_000), (ended, 20_000)] as [(Lease.State, Int64)] {
            let stored = StoredBinding.record(try record([("a", state.0, state.1)]))
            let plan = try decide(stored, isAssigned: true)
            #expect(plan.kind == "create", "\(state)")
            #expect(plan.record?.leases[try id("a")]?.state == state.0)
        }
    }

    @Test("While it is removed, a grant waits; when nobody works on it, it is created anew")
    func whileRemoved() throws {
        let ended = Lease.State.ended(LeaseEnd(.expired, at: Timestamp(seconds: 9000)))
        func stored(until: Int64?) throws -> StoredBinding {
            let claim = until.map { BindingRecord.Claim(owner: "sweep", until: Timestamp(seconds: $0)) }
            let revocation = BindingRecord.Revocation(
                claim: claim,
                failedAttempts: 3,
                nextTryAt: Timestamp(seconds: 11_000)
            )
            return .record(try record([("a", ended, 9000)], revocation: revocation))
        }
        #expect(try decide(stored(until: 10_001), isAssigned: true).kind == "wait")
        for until in [10_000, nil] as [Int64?] {
            let plan = try decide(stored(until: until), isAssigned: true)
            #expect(plan.kind == "create")
            #expect(plan.record?.revocation == nil)
        }
    }

    @Test("Standing access stays standing while it is there; what is created when it has gone is ours")
    func standing() throws {
        let stored = StoredBinding.record(try record([("a", .active, 20_000)], isStanding: true))
        #expect(try decide(stored, isAssigned: true).kind == "standing")
        let plan = try decide(stored, isAssigned: false)
        #expect(plan.kind == "create")
        #expect(plan.record?.isStanding == false)
    }

    @Test("A row of the published sample is adopted first, whatever else is known")
    func published() throws {
        let row = PublishedRow(binding: Example.binding, expiresAt: Self.now, storedExpiry: "10000", createdAt: nil)
        for isAssigned in [true, false] {
            #expect(try decide(.published(row), isAssigned: isAssigned).kind == "adopt")
        }
    }

    @Test("Twenty leases are enough, ended ones included; one's own does not count twice")
    func tooMany() throws {
        var stored = try record((0..<19).map { ("l\($0)", .active, 20_000) })
        #expect(try decide(.record(stored), isAssigned: true).kind == "hold")
        stored.leases[try id("l19")] = stored.leases[try id("l0")]
        #expect(try decide(.record(stored), isAssigned: true).kind == "tooManyLeases")
        stored.leases[try id("l19")] = nil
        let granting = Lease.Granting(recoverAt: Timestamp(seconds: 9000))
        stored.leases[try id("new")] = Lease(
            state: .granting(granting),
            durationSeconds: 60,
            expiresAt: Timestamp(seconds: 20_000)
        )
        #expect(try decide(.record(stored), isAssigned: true).kind == "hold")
    }

    @Test("No lease of others is changed by any decision")
    func othersStay() throws {
        let others: [(String, Lease.State, Int64)] = [
            ("a", .active, 9000), ("b", .active, 99_000),
            ("c", .granting(Lease.Granting(recoverAt: Timestamp(seconds: 10_060), creationID: "x")), 20_000),
            ("d", .ended(LeaseEnd(.failed, at: Timestamp(seconds: 9000))), 20_000),
        ]
        let stored = try record(others)
        for isAssigned in [true, false] {
            let plan = try decide(.record(stored), isAssigned: isAssigned)
            var rest = try #require(plan.record).leases
            rest[try id("new")] = nil
            #expect(rest == stored.leases)
        }
    }
}
