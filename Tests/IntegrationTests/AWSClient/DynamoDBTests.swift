// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

@Suite("DynamoDB against the local AWS", .enabled(if: LocalAWS.isExpected))
struct DynamoDBTests {
    private let client: AWSClient
    private var dynamoDB: DynamoDB { client.dynamoDB }

    init() throws {
        client = try LocalAWS.client()
    }

    private func error(_ body: () async throws(AWSError) -> some Any) async -> AWSError? {
        do throws(AWSError) {
            _ = try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test("A new table is described, and one that is not there is not found")
    func describe() async throws {
        let table = try await client.makeTable()
        let described = try await dynamoDB.describeTable(table)
        #expect(described.name == table)
        #expect(described.status == .active)
        #expect(described.indexes.map(\.name) == ["due-index"])
        let missing = await error { () throws(AWSError) in try await dynamoDB.describeTable("no-such-table") }
        #expect(missing?.isNotFound == true)
    }

    @Test("What is put is read back, in each type of value")
    func putAndGet() async throws {
        let table = try await client.makeTable()
        let item: Item = [
            "id": "1", "text": "ü/\"\\\n日本", "number": 42, "big": .number("12345678901234567890123456789012345678"),
            "yes": true, "nothing": .null, "list": ["a", 1, ["k": "v"]], "map": ["deep": ["deeper": [1, 2]]],
            "bytes": .binary([0, 255, 128]), "strings": .stringSet(["b", "a"]), "numbers": .numberSet(["1", "2"]),
        ]
        try await dynamoDB.putItem(.init(table: table, item: item))
        #expect(try await dynamoDB.getItem(table: table, key: ["id": "1"]) == item)
        #expect(try await dynamoDB.getItem(table: table, key: ["id": "1"], consistentRead: false) == item)
        #expect(try await dynamoDB.getItem(table: table, key: ["id": "2"]) == nil)
    }

    @Test("A put whose condition fails changes nothing and returns the item that is there")
    func conditionalPut() async throws {
        let table = try await client.makeTable()
        let first: Item = ["id": "1", "owner": "first"]
        let condition: DynamoDB.Expression = "attribute_not_exists(id)"
        try await dynamoDB.putItem(.init(table: table, item: first, condition: condition))
        let failure = await error { () throws(AWSError) in
            try await dynamoDB.putItem(.init(table: table, item: ["id": "1", "owner": "second"], condition: condition))
        }
        #expect(failure?.isConditionFailure == true)
        #expect(failure?.existingItem == first)
        #expect(failure?.attempts == 1)
        #expect(failure?.mayHaveTakenEffect == false)
        #expect(failure?.requestID != nil)
        #expect(try await dynamoDB.getItem(table: table, key: ["id": "1"]) == first)
    }

    @Test("An update returns the item as it has become, and is refused when the version has moved on")
    func update() async throws {
        let table = try await client.makeTable()
        try await dynamoDB.putItem(.init(table: table, item: ["id": "1", "version": 3, "note": "n"]))
        let update = DynamoDB.Update(
            table: table,
            key: ["id": "1"],
            update: DynamoDB.Expression(
                "SET #status = :status, version = :next REMOVE note",
                names: ["#status": "status"],
                values: [":status": "ACTIVE", ":next": 4]
            ),
            condition: DynamoDB.Expression("version = :version", values: [":version": 3])
        )
        let changed: Item = ["id": "1", "version": 4, "status": "ACTIVE"]
        #expect(try await dynamoDB.updateItem(update) == changed)
        let failure = await error { () throws(AWSError) in try await dynamoDB.updateItem(update) }
        #expect(failure?.isConditionFailure == true)
        #expect(failure?.existingItem == changed)
    }

    @Test("A deletion returns what was there, and nothing the second time")
    func delete() async throws {
        let table = try await client.makeTable()
        let item: Item = ["id": "1", "version": 3]
        try await dynamoDB.putItem(.init(table: table, item: item))
        let wrong = DynamoDB.Expression("version = :version", values: [":version": 4])
        let failure = await error { () throws(AWSError) in
            try await dynamoDB.deleteItem(.init(table: table, key: ["id": "1"], condition: wrong))
        }
        #expect(failure?.isConditionFailure == true)
        #expect(try await dynamoDB.deleteItem(.init(table: table, key: ["id": "1"])) == item)
        #expect(try await dynamoDB.deleteItem(.init(table: table, key: ["id": "1"])) == nil)
    }

    @Test("A query of an index returns what is due, in order, page by page")
    func queryPages() async throws {
        let table = try await client.makeTable()
        for number in 1...7 {
            try await dynamoDB.putItem(
                .init(table: table, item: ["id": "\(number)", "due": "due", "due_at": .integer(100 - number)])
            )
        }
        try await dynamoDB.putItem(.init(table: table, item: ["id": "idle"]))
        var query = DynamoDB.Query(
            table: table,
            index: "due-index",
            keyCondition: DynamoDB.Expression("due = :due AND due_at <= :now", values: [":due": "due", ":now": 97]),
            limit: 2
        )
        let pages = try await dynamoDB.queryPages(query).all()
        #expect(pages.flatMap(\.items).compactMap { $0["id"]?.stringValue } == ["7", "6", "5", "4", "3"])
        #expect(pages.count >= 3)
        query.ascending = false
        query.filter = DynamoDB.Expression("id <> :id", values: [":id": "3"])
        let first = try await dynamoDB.query(query)
        #expect(first.items.compactMap { $0["id"]?.stringValue } == ["4"])
        #expect(first.lastEvaluatedKey?["id"] == "4")
    }

    @Test("A scan sees every item, also those that are in no index")
    func scanPages() async throws {
        let table = try await client.makeTable()
        for number in 1...5 {
            try await dynamoDB.putItem(.init(table: table, item: ["id": "\(number)", "odd": .bool(number % 2 == 1)]))
        }
        let scan = DynamoDB.Scan(
            table: table,
            filter: DynamoDB.Expression("odd = :odd", values: [":odd": true]),
            consistentRead: true,
            limit: 2
        )
        let pages = try await dynamoDB.scanPages(scan).all()
        #expect(Set(pages.flatMap(\.items).compactMap { $0["id"]?.stringValue }) == ["1", "3", "5"])
        #expect(pages.count >= 3)
    }

    @Test("A request that DynamoDB refuses is an error with its words and request id")
    func refused() async throws {
        let table = try await client.makeTable()
        let failure = await error { () throws(AWSError) in
            try await dynamoDB.putItem(.init(table: table, item: ["nokey": "1"]))
        }
        #expect(failure?.code == "ValidationException")
        #expect(failure?.status == 400)
        #expect(failure?.requestID != nil)
    }
}
