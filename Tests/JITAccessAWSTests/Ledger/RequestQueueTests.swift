// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import Testing

@testable import JITAccessAWS

@Suite("Grant's queue in the due-index")
struct RequestQueueTests {
    private func ledger(_ aws: ScriptedAWS) throws -> DynamoDBLedger {
        DynamoDBLedger(try .scripted(aws), configuration: try Sample.configuration())
    }

    @Test("Is read from either end, and each row has its place, one that is no moment too")
    func places() async throws {
        let rows: JSONValue = [
            ["assignment_id": ["S": "request#r1"], "due": ["S": "request"], "due_at": ["N": "7"]],
            ["assignment_id": ["S": "anything"], "due": ["S": "request"], "due_at": ["N": "-9E99"]],
        ]
        let aws = ScriptedAWS { _, _ in
            .json([
                "Items": rows,
                "LastEvaluatedKey": [
                    "assignment_id": ["S": "anything"], "due": ["S": "request"], "due_at": ["N": "-9E99"],
                ],
            ])
        }
        let last = DueCursor(key: "anything", dueAt: Timestamp(seconds: 0), storedDueAt: "-9E99")
        let page = try await ledger(aws).openRequests(dueBy: Sample.now, after: nil, .newestFirst)
        #expect(page.rows.map(\.place) == [DueCursor(key: "request#r1", dueAt: Timestamp(seconds: 7)), last])
        #expect(page.requests.isEmpty)
        #expect(page.next == last)
        #expect(aws.inputs("Query").first?["ScanIndexForward"] == false)
        _ = try await ledger(aws).openRequests(dueBy: Sample.now, after: page.next)
        #expect(aws.inputs("Query").last?["ScanIndexForward"] == true)
        #expect(
            aws.inputs("Query").last?["ExclusiveStartKey"]
                == ["assignment_id": ["S": "anything"], "due": ["S": "request"], "due_at": ["N": "-9E99"]]
        )
    }

    @Test("A row is taken out of it by as little as fits into an item that is full, if it is where it was")
    func setAside() throws {
        for (place, stored) in [
            (DueCursor(key: "request#r1", dueAt: Timestamp(seconds: 7)), AttributeValue.number("7")),
            (DueCursor(key: "x", dueAt: Timestamp(seconds: 0), storedDueAt: "1.5"), .number("1.5")),
        ] {
            let transaction = LedgerTransaction(changes: [.setRowAside(place)], audit: [])
            #expect(
                TransactionActions(transaction, stateTable: "state", auditTable: "audit").actions == [
                    .update(
                        .init(
                            table: "state",
                            key: ["assignment_id": .string(place.key)],
                            update: .init("SET set_aside = :true REMOVE due, due_at", values: [":true": true]),
                            condition: .init("due_at = :place", values: [":place": stored])
                        )
                    )
                ]
            )
        }
    }

    @Test("Where a sweep stopped is read as it was written, and anything else is no place")
    func sweepPlace() async throws {
        let place = DueCursor(key: "request#r1", dueAt: Timestamp(seconds: 7))
        let transaction = LedgerTransaction(changes: [.putRequestSweepPlace(place)], audit: [])
        guard
            case .put(let put)? = TransactionActions(transaction, stateTable: "s", auditTable: "a").actions.first
        else {
            Issue.record("no put")
            return
        }
        #expect(put.item["due"] == nil)
        let item = try JSONValue(put.item)
        let aws = ScriptedAWS { _, _ in .json(["Item": item]) }
        #expect(try await ledger(aws).requestSweepPlace() == place)
        for bad: JSONValue in [
            [:], ["Item": ["assignment_id": ["S": "requestsweep#last"]]],
            ["Item": ["row_key": ["S": "k"], "row_due_at": ["S": "7"]]],
            ["Item": ["row_key": ["N": "1"], "row_due_at": ["N": "7"]]],
            ["Item": ["row_key": ["S": .string(String(repeating: "k", count: 3000))], "row_due_at": ["N": "7"]]],
        ] {
            let aws = ScriptedAWS { _, _ in .json(bad) }
            #expect(try await ledger(aws).requestSweepPlace() == nil)
        }
    }
}
