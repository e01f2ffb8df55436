// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import Testing

@testable import JITAccessAWS

/// Other programs read these tables, and rows outlive releases: a name that changes is a break.
@Suite("The attributes of the tables have the documented names and types")
struct StoredNamesTests {
    @Test("A binding with an active lease")
    func activeBinding() throws {
        let expected: Item = [
            "assignment_id": .string(Sample.key),
            "user_id": .string(Sample.userID),
            "user_email": "ada@example.com",
            "account_id": "111122223333",
            "permission_set_arn": .string(Sample.permissionSetARN),
            "permission_set": "AdministratorAccess",
            "expiry_timestamp": 1_768_471_200,
            "created_at": "2026-01-15T09:00:00.000Z",
            "status": "ACTIVE",
            "version": 7,
            "standing": false,
            "leases": ["req-1": ["status": "ACTIVE", "duration_seconds": 3600, "expires_at": 1_768_471_200]],
            "due": "due",
            "due_at": 1_768_471_200,
        ]
        #expect(BindingItem.item(try Sample.record()) == expected)
    }

    @Test("A lease that is being granted, with its recovery time and the id of its creation")
    func grantingLease() throws {
        let end = LeaseEnd(.revoked, at: Sample.now, reason: "over")
        let lease = Sample.lease(
            .granting(.init(recoverAt: Sample.now + .seconds(120), creationID: "op-1", revocation: end))
        )
        let item = BindingItem.item(try Sample.record([Sample.requestID(): lease]))
        #expect(item["status"] == "GRANTING")
        #expect(item["due_at"] == 1_768_467_720)
        #expect(
            item["leases"]?.mapValue?["req-1"] == [
                "status": "GRANTING", "duration_seconds": 3600, "expires_at": 1_768_471_200,
                "recover_at": 1_768_467_720, "creation_id": "op-1",
                "end": "REVOKED", "ended_at": 1_768_467_600, "end_reason": "over",
            ]
        )
    }

    @Test("A lease with the ticket that it ends with, which the sweep looks at before the lease is over")
    func ticket() throws {
        var lease = Sample.lease()
        let end = Sample.now + .seconds(1800)
        lease.ticket = TicketHold(number: "CHG1", closesAt: end, checkAt: Sample.now + .seconds(300), failedChecks: 1)
        let item = BindingItem.item(try Sample.record([Sample.requestID(): lease]))
        #expect(item["due_at"] == 1_768_467_900)
        #expect(
            item["leases"]?.mapValue?["req-1"]?.mapValue?["ticket"] == [
                "number": "CHG1", "closes_at": 1_768_469_400, "check_at": 1_768_467_900, "failed_checks": 1,
            ]
        )
    }

    @Test("A removal under way, with its claim")
    func revocation() throws {
        let revocation = BindingRecord.Revocation(
            claim: .init(owner: "lambda-1", until: Sample.now + .seconds(90)),
            failedAttempts: 2,
            nextTryAt: Sample.now
        )
        let ended = Sample.lease(.ended(LeaseEnd(.expired, at: Sample.now)))
        let item = BindingItem.item(try Sample.record([Sample.requestID(): ended], revocation: revocation))
        #expect(item["status"] == "REVOKING")
        #expect(item["due_at"] == 1_768_467_690)
        #expect(
            item["revocation"] == [
                "failed_attempts": 2, "next_try_at": 1_768_467_600,
                "claim_owner": "lambda-1", "claim_until": 1_768_467_690,
            ]
        )
        #expect(
            item["leases"]?.mapValue?["req-1"] == [
                "status": "ENDED", "duration_seconds": 3600, "expires_at": 1_768_471_200,
                "end": "EXPIRED", "ended_at": 1_768_467_600,
            ]
        )
    }

    @Test("An adopted lease says so")
    func adopted() throws {
        let item = BindingItem.item(try Sample.record([Sample.requestID(): Sample.lease(isAdopted: true)]))
        #expect(item["leases"]?.mapValue?["req-1"]?.mapValue?["adopted"] == true)
    }

    /// What every request has.
    private static let common: Item = [
        "assignment_id": "request#req-1",
        "request_id": "req-1",
        "digest": .string(String(repeating: "ab", count: 32)),
        "version": 3,
        "user_id": .string(Sample.userID),
        "user_email": "ada@example.com",
        "account_id": "111122223333",
        "permission_set_arn": .string(Sample.permissionSetARN),
        "permission_set": "AdministratorAccess",
        "duration_seconds": 3600,
        "ticket": "INC0012345",
        "created_at": "2026-01-15T09:00:00.000Z",
        "requested_by": "direct-invocation",
        "requested_by_kind": "calling_system",
        "requested_by_proof": "direct_invocation",
        "access_path": "itsm",
        "principal_kind": "user",
        "policy_rule": "published-event",
        "rule_digest": "cd",
        "policy_hash": "ef",
    ]

    private func expect(_ state: RequestRecord.State, has own: Item) throws {
        #expect(RequestItem.item(try Sample.request(state)) == Self.common.merging(own) { $1 })
    }

    @Test("A request with a lease")
    func leasedRequest() throws {
        try expect(
            .leased(
                RequestLease(
                    status: .failed,
                    expiresAt: Sample.now + .seconds(3600),
                    isStanding: false,
                    failure: "no such role"
                )
            ),
            has: [
                "status": "APPROVED", "lease_status": "FAILED", "expires_at": 1_768_471_200, "standing": false,
                "failure": "no such role",
            ]
        )
    }

    @Test(
        "A request that is lent is due for Revoke a minute after its end",
        arguments: [LeaseStatus.granting, .active, .revoking]
    )
    func lentRequest(status: LeaseStatus) throws {
        try expect(
            .leased(RequestLease(status: status, expiresAt: Sample.now, isStanding: true)),
            has: [
                "status": "APPROVED", "lease_status": .string(status.rawValue), "expires_at": 1_768_467_600,
                "standing": true, "due": "due", "due_at": 1_768_467_660,
            ]
        )
    }

    @Test("How far the comparison of requests and bindings is")
    func comparison() throws {
        let cursor = DueCursor(key: "request#req-1", dueAt: Sample.now, storedDueAt: "17.5")
        let record = ComparisonRecord(nextAt: Sample.now, cursor: cursor, version: 3)
        let item: Item = [
            "assignment_id": "search#leases", "next_at": 1_768_467_600, "cursor_key": "request#req-1",
            "cursor_due_at": 1_768_467_600, "cursor_stored_due_at": "17.5", "version": 3, "due": "due", "due_at": 0,
        ]
        #expect(ComparisonItem.item(record) == item)
        #expect(try ComparisonItem.record(item) == record)
        let fresh = ComparisonRecord(nextAt: Sample.now)
        #expect(try ComparisonItem.record(ComparisonItem.item(fresh)) == fresh)
    }

    @Test("A pending request is due for Grant when its time to be decided is over, and not for Revoke")
    func pendingRequest() throws {
        try expect(
            .pending(.init(level: 0, levelName: "owner", timesOutAt: Sample.now)),
            has: [
                "status": "PENDING_OWNER", "level": 0, "level_name": "owner", "times_out_at": 1_768_467_600,
                "due": "request", "due_at": 1_768_467_600,
            ]
        )
    }

    @Test("An approved request is due for Grant when its access is to begin")
    func approvedRequest() throws {
        try expect(
            .approved(.init(at: Sample.now, nextTryAt: Sample.now + .seconds(60))),
            has: [
                "status": "APPROVED", "starts_at": 1_768_467_600, "next_try_at": 1_768_467_660,
                "due": "request", "due_at": 1_768_467_660,
            ]
        )
    }

    @Test("A request that was decided against is due for nobody")
    func closedRequest() throws {
        try expect(
            .closed(.init(.rejected, by: Sample.grace, at: Sample.now, comment: "not today")),
            has: [
                "status": "REJECTED", "decided_by": "grace@example.com",
                "decided_by_kind": "person:906769aa66-grace", "decided_by_proof": "identity_center_session",
                "decided_at": 1_768_467_600, "comment": "not today",
            ]
        )
    }

    @Test("An approval says who, how that was established, at which level and when")
    func approval() throws {
        let approval = Approval(by: Sample.grace, level: "owner", at: Sample.now, comment: nil)
        let request = try Sample.request(
            .pending(.init(level: 1, levelName: "admin", timesOutAt: Sample.now)),
            approvals: [approval]
        )
        #expect(
            RequestItem.item(request)["approvals"] == [
                [
                    "approved_by": "grace@example.com", "approved_by_kind": "person:906769aa66-grace",
                    "approved_by_proof": "identity_center_session", "level": "owner", "approved_at": 1_768_467_600,
                ]
            ]
        )
    }

    @Test("The memory of a removal")
    func ended() throws {
        let ended = EndedBinding(
            binding: try Sample.binding(),
            requestIDs: [try Sample.requestID()],
            endedAt: Sample.now,
            dueAt: Sample.now + .seconds(600)
        )
        let expected: Item = [
            "assignment_id": .string("ended#\(Sample.key)"),
            "user_id": .string(Sample.userID),
            "account_id": "111122223333",
            "permission_set_arn": .string(Sample.permissionSetARN),
            "request_ids": ["req-1"],
            "ended_at": 1_768_467_600,
            "due": "due",
            "due_at": 1_768_468_200,
        ]
        #expect(EndedItem.item(ended) == expected)
    }

    @Test("An audit record is put with all its attributes, and only where none is")
    func audit() throws {
        let record = try Sample.auditRecord()
        let put = AuditItem.put(record, table: "audit")
        #expect(put.table == "audit")
        #expect(put.condition == "attribute_not_exists(request_id)")
        #expect(Set(put.item.keys) == Set(record.attributes.keys))
        #expect(put.item["request_id"] == "req-1")
        #expect(put.item["sequence"] == 1)
        #expect(put.item["expires_at"] == 1_768_467_600)
        #expect(put.item["hash"] == .string(record.hash))
        #expect(try AuditItem.tail(put.item) == AuditTail(sequence: 1, hash: record.hash))
    }
}
