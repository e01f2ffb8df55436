// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

@Suite("DynamoDB's transactions against the local AWS", .enabled(if: LocalAWS.isExpected))
struct TransactionTests {
    private let client: AWSClient
    private var dynamoDB: DynamoDB { client.dynamoDB }

    init() throws {
        client = try LocalAWS.client()
    }

    @Test("All four actions happen together")
    func together() async throws {
        let table = try await client.makeTable()
        for id in ["changed", "deleted", "checked"] {
            try await dynamoDB.putItem(.init(table: table, item: ["id": "\(id)", "version": 1]))
        }
        let unchanged = DynamoDB.Expression("version = :version", values: [":version": 1])
        try await dynamoDB.transactWriteItems([
            .put(.init(table: table, item: ["id": "new"], condition: "attribute_not_exists(id)")),
            .update(
                .init(
                    table: table,
                    key: ["id": "changed"],
                    update: DynamoDB.Expression("SET version = :next", values: [":next": 2]),
                    condition: unchanged
                )
            ),
            .delete(.init(table: table, key: ["id": "deleted"], condition: unchanged)),
            .conditionCheck(.init(table: table, key: ["id": "checked"], condition: unchanged)),
        ])
        #expect(try await dynamoDB.getItem(table: table, key: ["id": "new"]) != nil)
        #expect(try await dynamoDB.getItem(table: table, key: ["id": "changed"])?["version"] == 2)
        #expect(try await dynamoDB.getItem(table: table, key: ["id": "deleted"]) == nil)
        #expect(try await dynamoDB.getItem(table: table, key: ["id": "checked"])?["version"] == 1)
    }

    @Test("If one condition fails nothing happens, and the error says which and what was there")
    func cancelled() async throws {
        let table = try await client.makeTable()
        let existing: Item = ["id": "2", "owner": "somebody"]
        try await dynamoDB.putItem(.init(table: table, item: existing))
        let puts = ["1", "2"].map { id in
            DynamoDB.TransactionAction.put(
                .init(table: table, item: ["id": "\(id)"], condition: "attribute_not_exists(id)")
            )
        }
        let failure = await #expect(throws: AWSError.self) { try await dynamoDB.transactWriteItems(puts) }
        #expect(failure?.code == "TransactionCanceledException")
        #expect(failure?.attempts == 1)
        #expect(failure?.cancellationReasons.map(\.code) == ["None", "ConditionalCheckFailed"])
        #expect(failure?.isConditionFailure(ofAction: 1) == true)
        #expect(failure?.cancellationReasons.last?.item == existing)
        #expect(try await dynamoDB.getItem(table: table, key: ["id": "1"]) == nil)
    }

    @Test("The same token makes a second call the same transaction")
    func idempotent() async throws {
        let table = try await client.makeTable()
        try await dynamoDB.putItem(.init(table: table, item: ["id": "1", "count": 0]))
        let increment = DynamoDB.TransactionAction.update(
            .init(
                table: table,
                key: ["id": "1"],
                update: DynamoDB.Expression(
                    "SET #count = #count + :one",
                    names: ["#count": "count"],
                    values: [":one": 1]
                )
            )
        )
        let token = UUID().uuidString
        try await dynamoDB.transactWriteItems([increment], token: token)
        try await dynamoDB.transactWriteItems([increment], token: token)
        #expect(try await dynamoDB.getItem(table: table, key: ["id": "1"])?["count"] == 1)
        try await dynamoDB.transactWriteItems([increment])
        #expect(try await dynamoDB.getItem(table: table, key: ["id": "1"])?["count"] == 2)
    }

    @Test("Of many writers on one version, exactly one wins each time")
    func race() async throws {
        let table = try await client.makeTable()
        try await dynamoDB.putItem(.init(table: table, item: ["id": "1", "version": 0]))
        let claim = DynamoDB.TransactionAction.update(
            .init(
                table: table,
                key: ["id": "1"],
                update: DynamoDB.Expression("SET version = :one", values: [":one": 1]),
                condition: DynamoDB.Expression("version = :zero", values: [":zero": 0])
            )
        )
        let wins = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask { (try? await dynamoDB.transactWriteItems([claim])) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }
}
