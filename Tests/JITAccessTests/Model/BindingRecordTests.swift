// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("A binding's record")
struct BindingRecordTests {
    private typealias Revocation = BindingRecord.Revocation

    private func record(_ leases: [String: Lease], _ revocation: BindingRecord.Revocation? = nil) throws
        -> BindingRecord
    {
        var record = BindingRecord(
            binding: Example.binding,
            userEmail: nil,
            permissionSet: nil,
            createdAt: Timestamp(seconds: 5),
            revocation: revocation
        )
        for (name, lease) in leases { record.leases[try id(name)] = lease }
        return record
    }

    private func active(_ expiry: Int64) -> Lease {
        Lease(state: .active, durationSeconds: 60, expiresAt: Timestamp(seconds: expiry))
    }

    private func granting(_ recovery: Int64, _ expiry: Int64) -> Lease {
        let granting = Lease.Granting(recoverAt: Timestamp(seconds: recovery))
        return Lease(state: .granting(granting), durationSeconds: 60, expiresAt: Timestamp(seconds: expiry))
    }

    private func ended(_ moment: Int64, _ expiry: Int64) -> Lease {
        let end = LeaseEnd(.revoked, at: Timestamp(seconds: moment))
        return Lease(state: .ended(end), durationSeconds: 60, expiresAt: Timestamp(seconds: expiry))
    }

    @Test("It is due when the first of its leases is")
    func dueAt() throws {
        #expect(try record(["a": active(100)]).dueAt.seconds == 100)
        #expect(try record(["a": active(100), "b": active(50)]).dueAt.seconds == 50)
        #expect(try record(["a": active(100), "b": granting(30, 500)]).dueAt.seconds == 30)
        #expect(try record(["a": active(100), "b": ended(20, 500)]).dueAt.seconds == 20)
        #expect(try record([:]).dueAt.seconds == 5)
    }

    @Test("While it is removed, it is due when the claim or the pause is over")
    func dueAtWhileRemoved() throws {
        let claim = BindingRecord.Claim(owner: "o", until: Timestamp(seconds: 70))
        let claimed = Revocation(claim: claim, failedAttempts: 0, nextTryAt: Timestamp(seconds: 60))
        let pausing = Revocation(claim: nil, failedAttempts: 1, nextTryAt: Timestamp(seconds: 60))
        #expect(try record(["a": ended(20, 30)], claimed).dueAt.seconds == 70)
        #expect(try record(["a": ended(20, 30)], pausing).dueAt.seconds == 60)
    }

    @Test("It expires with the last of its leases")
    func expiresAt() throws {
        #expect(try record(["a": active(100), "b": active(50)]).expiresAt.seconds == 100)
        #expect(try record(["a": active(100), "b": granting(30, 500)]).expiresAt.seconds == 500)
        #expect(try record([:]).expiresAt.seconds == 5)
    }

    @Test("Its status follows from its leases")
    func status() throws {
        let revocation = Revocation(claim: nil, failedAttempts: 0, nextTryAt: Timestamp(seconds: 60))
        #expect(try record(["a": granting(30, 500)]).status == .granting)
        #expect(try record(["a": granting(30, 500), "b": active(50)]).status == .active)
        #expect(try record(["a": active(50)], revocation).status == .revoking)
    }

    @Test("A claim counts until its moment, and a lease holds until its own")
    func moments() throws {
        let claim = BindingRecord.Claim(owner: "o", until: Timestamp(seconds: 70))
        let claimed = try record([:], Revocation(claim: claim, failedAttempts: 0, nextTryAt: claim.until))
        #expect(claimed.isClaimed(at: Timestamp(milliseconds: 69_999)))
        #expect(!claimed.isClaimed(at: Timestamp(seconds: 70)))
        #expect(active(70).holds(at: Timestamp(milliseconds: 69_999)))
        #expect(!active(70).holds(at: Timestamp(seconds: 70)))
        #expect(granting(30, 40).holds(at: Timestamp(seconds: 1000)))
        #expect(!ended(30, 4000).holds(at: Timestamp(seconds: 1)))
    }

    @Test("The latest moment the assignment may have been created is that of the last grant")
    func lastCreation() throws {
        #expect(try record(["a": active(100), "b": active(200)]).lastCreation.seconds == 140)
        var adopted = try record([:])
        adopted.leases[try id("x")] = Lease(
            state: .active,
            durationSeconds: 0,
            expiresAt: Timestamp(seconds: 9000),
            isAdopted: true
        )
        #expect(adopted.lastCreation.seconds == 5)
    }
}
