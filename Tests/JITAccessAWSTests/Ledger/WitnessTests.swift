// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import Testing

@testable import JITAccessAWS

@Suite("What else tells of a lease than its binding is read from the index and the trail")
struct WitnessTests {
    private func ledger(_ aws: ScriptedAWS) throws -> DynamoDBLedger {
        DynamoDBLedger(try .scripted(aws), configuration: try Sample.configuration())
    }

    private func lent() throws -> RequestRecord {
        try Sample.request(.leased(RequestLease(status: .active, expiresAt: Sample.now, isStanding: false)))
    }

    @Test("A request in Revoke's part of the index is a lease to be looked at")
    func due() async throws {
        let request = try lent()
        let item = try JSONValue(RequestItem.item(request))
        let comparison = ComparisonRecord(nextAt: Sample.now)
        let upkeep = try JSONValue(ComparisonItem.item(comparison))
        let aws = ScriptedAWS { _, _ in .json(["Items": [item, upkeep]]) }
        let page = try await ledger(aws).due(at: Sample.now, after: nil)
        #expect(page.items == [.lease(request), .comparison(comparison)])
    }

    @Test("The requests that lend a binding are found in the index, page after page")
    func lending() async throws {
        let request = try lent()
        let item = try JSONValue(RequestItem.item(request))
        let start: JSONValue = ["assignment_id": ["S": "x"], "due": ["S": "due"], "due_at": ["N": "17"]]
        let aws = ScriptedAWS { _, number in
            number == 1
                ? .json(["Items": [["assignment_id": ["S": "request#odd"]]], "LastEvaluatedKey": start])
                : .json(["Items": [item]])
        }
        let found = try await ledger(aws).requests(lending: Sample.binding())
        #expect(found.requests == [request])
        #expect(found.unreadable.count == 1)
        #expect(found.unreadable.first?.hasPrefix("request#odd: ") == true)
        let query = try #require(aws.inputs("Query").first)
        #expect(query["IndexName"] == "due-index")
        #expect(query["KeyConditionExpression"] == "due = :due")
        #expect(
            query["FilterExpression"]
                == .string(
                    "user_id = :user AND account_id = :account AND permission_set_arn = :set "
                        + "AND lease_status IN (:granting, :active, :revoking)"
                )
        )
        #expect(aws.inputs("Query").last?["ExclusiveStartKey"] == start)
    }

    /// What somebody has made of a binding's item, and what must still be there when it is replaced.
    struct Spoiled: Sendable {
        let item: JSONValue?
        let found: SpoiltItem?
        let condition: JSONValue

        init(_ item: JSONValue?, _ found: SpoiltItem?, _ condition: JSONValue = .null) {
            (self.item, self.found, self.condition) = (item, found, condition)
        }
    }

    @Test(
        "What is stored for a binding and cannot be understood is replaced while its version is what it was",
        arguments: [
            Spoiled(nil, nil),
            Spoiled(["version": ["N": "7"]], SpoiltItem(version: "7"), "#version = :version"),
            Spoiled(["version": ["N": "1E+300"]], SpoiltItem(version: "1E+300"), "#version = :version"),
            Spoiled(
                ["version": ["S": "7"]],
                SpoiltItem(version: nil),
                "attribute_exists(assignment_id) AND NOT attribute_type(#version, :number)"
            ),
            Spoiled(
                ["leases": ["S": ""]],
                SpoiltItem(version: nil),
                "attribute_exists(assignment_id) AND NOT attribute_type(#version, :number)"
            ),
        ]
    )
    func unreadable(spoiled: Spoiled) async throws {
        let aws = ScriptedAWS { _, _ in .json(spoiled.item.map { ["Item": $0] } ?? [:]) }
        let found = try await ledger(aws).unreadableBinding(Sample.binding())
        #expect(found == spoiled.found)
        guard let found else { return }
        try await ledger(aws).commit(
            LedgerTransaction(changes: [.putBinding(try Sample.record(), expecting: .unreadable(found))], audit: [])
        )
        let actions = try #require(aws.inputs("TransactWriteItems").first?["TransactItems"])
        #expect(actions[0]["Put"]["ConditionExpression"] == spoiled.condition)
    }

    @Test(
        "Which leases have no request follows from their ids, whatever their items say",
        arguments: [("direct/req-1", true), ("req-1", true), ("adopted-1", false), ("quarantine-1", false)]
    )
    func adopted(id: String, isAdopted: Bool) throws {
        let id = try #require(RequestID(id))
        func item(_ isAdopted: Bool) throws -> Item {
            BindingItem.item(try Sample.record([id: Sample.lease(isAdopted: isAdopted)]))
        }
        #expect(try BindingItem.record(item(!isAdopted)).leases[id]?.isAdopted == !isAdopted)
        #expect(throws: ItemProblem.self) { try BindingItem.record(item(isAdopted)) }
    }

    @Test("A binding that can be understood is none that cannot")
    func readable() async throws {
        let item = try JSONValue(BindingItem.item(Sample.record()))
        let aws = ScriptedAWS { _, _ in .json(["Item": item]) }
        #expect(try await ledger(aws).unreadableBinding(Sample.binding()) == nil)
    }

    @Test(
        "How far an hourly work is, is written over whatever keeps it out of the index, or cannot be understood",
        arguments: [
            (
                ExpectedProgress.absent,
                "attribute_not_exists(due) OR attribute_not_exists(due_at) OR due <> :due OR due_at <> :always"
            ),
            (.unreadable, .null), (.version(7), "#version = :version"),
        ] as [(ExpectedProgress, JSONValue)]
    )
    func progress(expected: ExpectedProgress, condition: JSONValue) async throws {
        let aws = ScriptedAWS { _, _ in .json([:]) }
        try await ledger(aws).commit(
            LedgerTransaction(
                changes: [
                    .putComparison(ComparisonRecord(nextAt: Sample.now), expecting: expected),
                    .putSearch(SearchRecord(nextAt: Sample.now), expecting: expected),
                ],
                audit: []
            )
        )
        let actions = try #require(aws.inputs("TransactWriteItems").first?["TransactItems"])
        #expect(actions.elements.map { $0["Put"]["ConditionExpression"] } == [condition, condition])
    }

    @Test("A trail is read from its end, as far as it tells something")
    func trail() async throws {
        let granted: JSONValue = [
            "request_id": ["S": "req-1"], "sequence": ["N": "2"], "action": ["S": "GRANT"], "status": ["S": "SUCCESS"],
            "user_id": ["S": .string(Sample.userID)], "account_id": ["S": "111122223333"],
            "permission_set": ["S": "AdministratorAccess"], "expires_at": ["N": "1768467600"],
        ]
        let failed: JSONValue = [
            "request_id": ["S": "req-1"], "sequence": ["N": "3"], "action": ["S": "REVOKE"], "status": ["S": "ERROR"],
        ]
        let start: JSONValue = ["request_id": ["S": "req-1"], "sequence": ["N": "3"]]
        let aws = ScriptedAWS { _, number in
            number == 1
                ? .json(["Items": [failed], "LastEvaluatedKey": start])
                : .json(["Items": [granted], "LastEvaluatedKey": start])
        }
        let trail = try await ledger(aws).leaseTrail(of: Sample.requestID())
        #expect(trail.lending?.userID == Sample.userID)
        #expect(trail.lending?.expiresAt == Sample.now)
        #expect(trail.lending?.isStanding == false)
        #expect(!trail.hasEnded)
        // What lent it is found: nothing before it matters.
        #expect(aws.count("Query") == 2)
        let query = try #require(aws.inputs("Query").first)
        #expect(query["TableName"] == "jit-access-audit")
        #expect(query["ScanIndexForward"] == false)
        #expect(query["ConsistentRead"] == true)
    }
}
