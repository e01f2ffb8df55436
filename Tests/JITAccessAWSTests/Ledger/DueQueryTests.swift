// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

@Suite("What is due is a query of the due-index")
struct DueQueryTests {
    private func ledger(_ aws: ScriptedAWS) throws -> DynamoDBLedger {
        DynamoDBLedger(try .scripted(aws), configuration: try Sample.configuration())
    }

    @Test("Nothing due costs one query and gives no next page")
    func nothing() async throws {
        let aws = ScriptedAWS { _, _ in .json(["Items": []]) }
        let page = try await ledger(aws).due(at: Sample.now, after: nil)
        #expect(page == DuePage(items: [], next: nil))
        #expect(aws.calls.map(\.operation) == ["Query"])
        #expect(
            aws.inputs("Query").first
                == [
                    "TableName": "jit-access-state", "IndexName": "due-index",
                    "KeyConditionExpression": "due = :due AND due_at <= :now",
                    "ExpressionAttributeValues": [":due": ["S": "due"], ":now": ["N": "1768467600"]],
                    "ScanIndexForward": true, "ConsistentRead": false, "Limit": 100,
                ]
        )
    }

    @Test("The next page begins where this one ended, by all three keys")
    func cursor() async throws {
        let aws = ScriptedAWS { _, number in
            number == 1
                ? .json([
                    "Items": [],
                    "LastEvaluatedKey": ["assignment_id": ["S": "a#b"], "due": ["S": "due"], "due_at": ["N": "17"]],
                ]) : .json(["Items": []])
        }
        let ledger = try ledger(aws)
        let first = try await ledger.due(at: Sample.now, after: nil)
        #expect(first.next == DueCursor(key: "a#b", dueAt: Timestamp(seconds: 17)))
        let second = try await ledger.due(at: Sample.now, after: first.next)
        #expect(second.next == nil)
        #expect(
            aws.inputs("Query").last?["ExclusiveStartKey"]
                == ["assignment_id": ["S": "a#b"], "due": ["S": "due"], "due_at": ["N": "17"]]
        )
    }

    @Test("Items of every kind are told apart, and one that cannot be understood is reported by its key")
    func kinds() async throws {
        let record = try Sample.record()
        let ended = EndedBinding(binding: try Sample.binding(), endedAt: Sample.now, dueAt: Sample.now)
        let items: JSONValue = .array([
            try JSONValue(BindingItemSample.item(record)), try JSONValue(BindingItemSample.ended(ended)),
            ["assignment_id": ["S": "strange"], "due": ["S": "due"], "due_at": ["N": "1"]],
        ])
        let aws = ScriptedAWS { _, _ in .json(["Items": items]) }
        let page = try await ledger(aws).due(at: Sample.now, after: nil)
        #expect(page.items.prefix(2) == [.binding(record), .ended(ended)])
        guard case .unreadable("strange", let problem)? = page.items.last else {
            Issue.record("\(page.items)")
            return
        }
        #expect(!problem.isEmpty)
    }

    @Test(
        "A page that ends with an item whose due_at is no moment is followed by the next one",
        arguments: ["17.5", "-1", "-9223372036854775808", "9223372036854775807", "1e125", "-1E+125"]
    )
    func strangeCursor(number: String) async throws {
        let record = try JSONValue(BindingItemSample.item(try Sample.record()))
        let end: JSONValue = ["assignment_id": ["S": "x"], "due": ["S": "due"], "due_at": ["N": .string(number)]]
        let aws = ScriptedAWS { _, count in
            count == 1 ? .json(["Items": [], "LastEvaluatedKey": end]) : .json(["Items": [record]])
        }
        let ledger = try ledger(aws)
        let first = try await ledger.due(at: Sample.now, after: nil)
        let next = try #require(first.next)
        let second = try await ledger.due(at: Sample.now, after: next)
        #expect(second.items == [.binding(try Sample.record())])
        #expect(aws.inputs("Query").last?["ExclusiveStartKey"] == end)
    }

    @Test("A page whose end cannot be understood is not taken for the last one")
    func unreadableCursor() async throws {
        let record = try Sample.record()
        let item = try JSONValue(BindingItemSample.item(record))
        let aws = ScriptedAWS { _, _ in
            .json([
                "Items": [item],
                "LastEvaluatedKey": ["assignment_id": ["S": "x"], "due": ["S": "due"], "due_at": ["S": "17.5"]],
            ])
        }
        let page = try await ledger(aws).due(at: Sample.now, after: nil)
        #expect(page.next == nil)
        #expect(page.items.first == .binding(record))
        guard case .unreadable("x", _)? = page.items.last else {
            Issue.record("what is due after the page is passed over in silence: \(page.items)")
            return
        }
    }

    @Test("Rows of the published sample are looked for a page at a time, and active leases are counted on the way")
    func publishedRows() async throws {
        let row: Item = [
            "assignment_id": .string(Sample.key), "user_id": .string(Sample.userID), "account_id": "111122223333",
            "permission_set_arn": .string(Sample.permissionSetARN), "expiry_timestamp": 1_768_467_600,
        ]
        let found = try JSONValue(row)
        let record = try Sample.record()
        let binding = try JSONValue(BindingItemSample.item(record))
        let aws = ScriptedAWS { _, number in
            number == 1
                ? .json([
                    "Items": [["assignment_id": ["S": "odd"], "expiry_timestamp": ["S": "soon"]], binding],
                    "LastEvaluatedKey": ["assignment_id": ["S": "n"]],
                ]) : .json(["Items": [found]])
        }
        let ledger = try ledger(aws)
        let first = try await ledger.publishedRows(after: nil, activeAt: Timestamp(seconds: 1_768_467_599))
        #expect(first.rows.isEmpty)
        #expect(first.unreadable == ["odd"])
        #expect(first.next == "n")
        #expect(first.activeLeases == record.activeLeases(at: Timestamp(seconds: 1_768_467_599)))
        let last = try await ledger.publishedRows(after: "n", activeAt: Timestamp(seconds: 1_768_467_599))
        #expect(last.rows.map(\.binding) == [try Sample.binding()])
        #expect(last.activeLeases == 1)
        #expect(last.next == nil)
        #expect(aws.calls.map(\.operation) == ["Scan", "Scan"])
        #expect(
            aws.inputs("Scan").first
                == [
                    "TableName": "jit-access-state", "ConsistentRead": true,
                    "FilterExpression": "attribute_exists(expiry_timestamp)",
                ]
        )
        #expect(aws.inputs("Scan").last?["ExclusiveStartKey"] == ["assignment_id": ["S": "n"]])
    }
}
