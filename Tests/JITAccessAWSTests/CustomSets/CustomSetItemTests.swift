// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Testing

@testable import JITAccess
@testable import JITAccessAWS

@Suite("Custom permission sets in the state table")
struct CustomSetItemTests {
    private func record(_ state: CustomSetRecord.State, version: Int64 = 3) throws -> CustomSetRecord {
        CustomSetRecord(
            requestID: try Sample.requestID(),
            name: "JIT-0a1b2c3d",
            userID: Sample.userID,
            userEmail: "ada@example.com",
            accountID: try Sample.accountID(),
            state: state,
            dueAt: Sample.now + .seconds(120),
            failedAttempts: 2,
            version: version
        )
    }

    private static let states: [CustomSetRecord.State] = [
        .making(until: Sample.now + .seconds(60)), .made(arn: Sample.permissionSetARN),
    ]

    @Test("The attributes have the documented names and types")
    func names() throws {
        var expected: Item = [
            "assignment_id": "custom#req-1", "request_id": "req-1", "permission_set": "JIT-0a1b2c3d",
            "user_id": .string(Sample.userID), "user_email": "ada@example.com", "account_id": "111122223333",
            "failed_attempts": 2, "version": 3, "due": "due", "due_at": 1_768_467_720,
        ]
        expected["making_until"] = 1_768_467_660
        #expect(CustomSetItem.item(try record(Self.states[0])) == expected)
        expected["making_until"] = nil
        expected["permission_set_arn"] = .string(Sample.permissionSetARN)
        #expect(CustomSetItem.item(try record(Self.states[1])) == expected)
    }

    @Test("What is stored reads as it was written", arguments: states)
    func roundTrip(state: CustomSetRecord.State) throws {
        let record = try record(state)
        #expect(try CustomSetItem.record(CustomSetItem.item(record).overTheWire()) == record)
    }

    @Test(
        "One that cannot be understood is reported, not guessed at",
        arguments: [
            "request_id", "permission_set", "user_id", "user_email", "account_id", "making_until", "version", "due_at",
            "failed_attempts",
        ]
    )
    func unreadable(name: String) throws {
        var item = CustomSetItem.item(try record(Self.states[0]))
        item[name] = .bool(true)
        #expect(throws: ItemProblem.self) { try CustomSetItem.record(item) }
        item = CustomSetItem.item(try record(Self.states[0]))
        item["assignment_id"] = "custom#req-2"
        #expect(throws: ItemProblem.self) { try CustomSetItem.record(item) }
    }

    @Test("It is read by its key, and found when it is due")
    func read() async throws {
        let record = try record(Self.states[1])
        let item = try JSONValue(CustomSetItem.item(record).overTheWire())
        let aws = ScriptedAWS { call, _ in
            call.operation == "Query" ? .json(["Items": [item]]) : .json(["Item": item])
        }
        let ledger = DynamoDBLedger(try .scripted(aws), configuration: try Sample.configuration())
        #expect(try await ledger.customSet(of: Sample.requestID()) == record)
        #expect(aws.inputs("GetItem").first?["Key"] == ["assignment_id": ["S": "custom#req-1"]])
        #expect(try await ledger.due(at: Sample.now, after: nil).items == [.customSet(record)])
    }

    @Test("A new one must not be there, another one is as it was read, and each is counted")
    func changes() throws {
        let record = try record(Self.states[0])
        let version2 = DynamoDB.Expression(
            "#version = :version",
            names: ["#version": "version"],
            values: [":version": 2]
        )
        let transaction = LedgerTransaction(
            changes: [
                .putCustomSet(record, expecting: .absent), .putCustomSet(record, expecting: .version(2)),
                .removeCustomSet(record.requestID, version: 2), .countCustomSets(by: 1), .countCustomSets(by: -1),
                .correctCustomSets(to: 3, from: .count(9)), .correctCustomSets(to: 3, from: .unreadable),
            ],
            audit: []
        )
        let item = CustomSetItem.item(record)
        let count: Item = ["assignment_id": "customsets#live"]
        let add = DynamoDB.Expression("ADD live_sets :difference", values: [":difference": 1])
        let limit = DynamoDB.Expression(
            "attribute_not_exists(live_sets) OR live_sets BETWEEN :none AND :last",
            values: [":none": 0, ":last": 19]
        )
        let isOne = DynamoDB.Expression(
            "live_sets BETWEEN :one AND :most",
            values: [":one": 1, ":most": 1_000_000_000]
        )
        let set = DynamoDB.Expression("SET live_sets = :count", values: [":count": 3])
        let isOld = DynamoDB.Expression("live_sets = :old", values: [":old": 9])
        #expect(
            TransactionActions(transaction, stateTable: "state", auditTable: "audit").actions == [
                .put(.init(table: "state", item: item, condition: "attribute_not_exists(assignment_id)")),
                .put(.init(table: "state", item: item, condition: version2)),
                .delete(.init(table: "state", key: ["assignment_id": "custom#req-1"], condition: version2)),
                .update(.init(table: "state", key: count, update: add, condition: limit)),
                .update(
                    .init(
                        table: "state",
                        key: count,
                        update: DynamoDB.Expression("ADD live_sets :difference", values: [":difference": -1]),
                        condition: isOne
                    )
                ),
                .update(.init(table: "state", key: count, update: set, condition: isOld)),
                .update(.init(table: "state", key: count, update: set, condition: "attribute_exists(live_sets)")),
            ]
        )
    }

    @Test("A definition is kept with its request, and one that was changed in the table is not taken for it")
    func definition() throws {
        var problems: [FieldProblem] = []
        let custom = CustomPermissionSet.read(
            ["managed_policies": ["ReadOnlyAccess"], "session_duration": "2h"],
            field: "set",
            problems: &problems
        )
        #expect(custom != nil)
        let sample = try Sample.request().request
        let request = AccessRequest(
            id: sample.id,
            userEmail: sample.userEmail,
            accountID: sample.accountID,
            permissionSet: "JIT-0a1b2c3d",
            duration: sample.duration,
            customPermissionSet: custom
        )
        var item = AskedItem.item(request)
        item["request_id"] = "req-1"
        #expect(item["custom_permission_set"] == #"{"managed_policies":["ReadOnlyAccess"],"session_duration":"PT2H"}"#)
        #expect(try AskedItem.request(ItemReader(item)) == request)
        item["custom_permission_set"] = #"{"managed_policies":["Not A Policy"]}"#
        #expect(throws: ItemProblem.self) { try AskedItem.request(ItemReader(item)) }
    }
}
