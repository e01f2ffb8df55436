// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import Testing

@testable import JITAccessAWS

@Suite("Fences as items of the state table")
struct FenceItemTests {
    private func fence(_ state: Fence.State, sessionSeconds: Int64? = 3600) throws -> Fence {
        Fence(
            userID: Sample.userID,
            accountID: try #require(AccountID("111122223333")),
            userEmail: "ada@example.com",
            requestIDs: [try Sample.requestID()],
            endedAt: Sample.now,
            sessionSeconds: sessionSeconds,
            state: state
        )
    }

    private func order() throws -> FenceOrder {
        FenceOrder(
            permissionSetARN: Sample.permissionSetARN,
            permissionSet: "Admin",
            fence: try fence(.wanted, sessionSeconds: nil),
            dueAt: Sample.now
        )
    }

    private func record() throws -> FenceRecord {
        FenceRecord(
            permissionSetARN: Sample.permissionSetARN,
            permissionSet: "Admin",
            fences: [
                try fence(.wanted), try fence(.leftOut), try fence(.standing(since: Sample.now + .seconds(5))),
            ],
            claim: BindingRecord.Claim(owner: "invocation-1", until: Sample.now + .seconds(330)),
            failedAttempts: 2,
            nextTryAt: Sample.now + .seconds(60),
            version: 7
        )
    }

    @Test("An order reads as it was written, and is due for Revoke")
    func orderItem() throws {
        let order = try order()
        let item = FenceItem.item(order)
        #expect(try FenceItem.order(item.overTheWire()) == order)
        let expected: Item = [
            "assignment_id": .string("fence#\(Sample.key)#1768467600"), "user_id": .string(Sample.userID),
            "user_email": "ada@example.com", "account_id": "111122223333", "permission_set": "Admin",
            "permission_set_arn": .string(Sample.permissionSetARN), "request_ids": ["req-1"], "status": "WANTED",
            "ended_at": 1_768_467_600, "version": 1, "due": "due", "due_at": 1_768_467_600,
        ]
        #expect(item == expected)
    }

    @Test("The fences of a permission set read as they were written, with and without a claim")
    func recordItem() throws {
        var record = try record()
        let item = FenceItem.item(record)
        #expect(try FenceItem.record(item.overTheWire()) == record)
        #expect(item["assignment_id"] == .string("fences#\(Sample.permissionSetARN)"))
        #expect(item["due_at"] == .integer(record.dueAt.seconds))
        record.claim = nil
        record.nextTryAt = nil
        record.permissionSet = nil
        #expect(try FenceItem.record(FenceItem.item(record).overTheWire()) == record)
    }

    @Test("An item that is not as it should be is told, and not taken for another")
    func unreadable() throws {
        for (name, value) in [
            ("fences", []), ("fences", ["x"]), ("version", "x"), ("assignment_id", "fences#other"),
            ("failed_attempts", "x"), ("claim_until", "x"),
        ] as [(String, AttributeValue)] {
            var item = FenceItem.item(try record())
            item[name] = value
            #expect(throws: ItemProblem.self, "\(name)") { try FenceItem.record(item) }
        }
        for (name, value) in [
            ("account_id", "1"), ("ended_at", 1), ("status", "x"), ("request_ids", [1]), ("user_id", 1),
        ] as [(String, AttributeValue)] {
            var item = FenceItem.item(try order())
            item[name] = value
            #expect(throws: ItemProblem.self, "\(name)") { try FenceItem.order(item) }
        }
    }

    @Test("Each write of fences has its condition")
    func conditions() throws {
        let transaction = LedgerTransaction(
            changes: [
                .putFenceOrder(try order(), expecting: .absent), .removeFenceOrder(try order()),
                .putFences(try record(), expecting: .version(6)),
                .removeFences(Sample.permissionSetARN, version: 7),
                .noteLastCredential(try Sample.requestID(), at: Sample.now),
            ],
            audit: []
        )
        let actions = TransactionActions(transaction, stateTable: "state", auditTable: "audit").actions
        let conditions = actions.map { action -> String? in
            switch action {
            case .put(let put): put.condition?.text
            case .delete(let delete): delete.condition?.text
            case .update(let update): update.condition?.text
            default: nil
            }
        }
        #expect(
            conditions == [
                "attribute_not_exists(assignment_id)", "#version = :version", "#version = :version",
                "#version = :version", "attribute_exists(lease_status)",
            ]
        )
    }
}
