// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

extension ShapeCase {
    private static let table = "jit-access-state"
    private static let key: Item = ["assignment_id": "u-1#111122223333#ps-1"]
    private static let unclaimed = DynamoDB.Expression(
        "version = :version AND attribute_not_exists(#owner)",
        names: ["#owner": "owner"],
        values: [":version": 3]
    )
    private static let claim = DynamoDB.Expression(
        "SET #owner = :owner, version = :next REMOVE note",
        names: ["#owner": "owner"],
        values: [":owner": "sweep-1", ":next": 4]
    )
    private static let due = DynamoDB.Query(
        table: table,
        index: "due-index",
        keyCondition: DynamoDB.Expression(
            "due = :due AND due_at <= :now",
            values: [":due": "due", ":now": 1_700_000_000]
        ),
        filter: DynamoDB.Expression("attribute_exists(#s)", names: ["#s": "status"]),
        limit: 25,
        exclusiveStartKey: ["due": "due", "due_at": 1_699_999_999, "assignment_id": "u-0#111122223333#ps-1"]
    )

    static let dynamoDB: [ShapeCase] = [
        ShapeCase("dynamodb", "GetItem") { client in
            let item = try await client.dynamoDB.getItem(table: table, key: key)
            #expect(item?["version"] == 3)
            #expect(item?["leases"]?.mapValue?["r-1"]?.mapValue?["expiry"]?.integerValue == 1_700_000_000)
            #expect(item?["standing"]?.boolValue == false)
        },
        ShapeCase("dynamodb", "GetItem.absent") { client in
            let item = try await client.dynamoDB.getItem(table: table, key: key, consistentRead: false)
            #expect(item == nil)
        },
        ShapeCase("dynamodb", "PutItem") { client in
            let item = key.merging(["raw": .binary([0, 255]), "tags": .stringSet(["b", "a"]), "none": .null]) { $1 }
            try await client.dynamoDB.putItem(
                .init(table: table, item: item, condition: "attribute_not_exists(assignment_id)")
            )
        },
        ShapeCase("dynamodb", "UpdateItem") { client in
            let item = try await client.dynamoDB.updateItem(
                .init(table: table, key: key, update: claim, condition: unclaimed)
            )
            #expect(item["owner"] == "sweep-1")
        },
        ShapeCase("dynamodb", "DeleteItem") { client in
            let item = try await client.dynamoDB.deleteItem(.init(table: table, key: key, condition: unclaimed))
            #expect(item?["version"] == 3)
        },
        ShapeCase("dynamodb", "DeleteItem.absent") { client in
            let item = try await client.dynamoDB.deleteItem(.init(table: table, key: key))
            #expect(item == nil)
        },
        ShapeCase("dynamodb", "TransactWriteItems") { client in
            try await client.dynamoDB.transactWriteItems([
                .put(
                    .init(
                        table: "jit-access-audit",
                        item: ["request_id": "r-1", "sequence": 1],
                        condition: "attribute_not_exists(request_id)"
                    )
                ),
                .update(.init(table: table, key: key, update: claim, condition: unclaimed)),
                .delete(.init(table: table, key: ["assignment_id": "request#r-1"])),
                .conditionCheck(.init(table: table, key: ["assignment_id": "sweep#lease"], condition: unclaimed)),
            ])
        },
        ShapeCase("dynamodb", "Query") { client in
            let page = try await client.dynamoDB.query(due)
            #expect(page.items.map { $0["due_at"] } == [1_700_000_000])
            #expect(page.lastEvaluatedKey?["due_at"] == 1_700_000_000)
        },
        ShapeCase("dynamodb", "Query.plain") { client in
            let query = DynamoDB.Query(
                table: table,
                keyCondition: DynamoDB.Expression("request_id = :id", values: [":id": "r-1"]),
                ascending: false,
                consistentRead: true
            )
            let page = try await client.dynamoDB.query(query)
            #expect(page == .init(items: []))
        },
        ShapeCase("dynamodb", "Scan") { client in
            let scan = DynamoDB.Scan(
                table: table,
                index: "due-index",
                filter: DynamoDB.Expression("attribute_not_exists(due)"),
                limit: 100,
                exclusiveStartKey: key
            )
            let page = try await client.dynamoDB.scan(scan)
            #expect(page.items == [key])
        },
        ShapeCase("dynamodb", "DescribeTable") { client in
            let described = try await client.dynamoDB.describeTable(table)
            #expect(described.name == table)
            #expect(described.status == .active)
            #expect(described.indexes.map(\.name) == ["due-index"])
            #expect(described.indexes.first?.status == .creating)
        },
    ]
}
