// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Testing

@testable import JITAccess
@testable import JITAccessAWS

@Suite("The ledger writes all or nothing")
struct LedgerWriteTests {
    private func ledger(_ aws: ScriptedAWS) throws -> DynamoDBLedger {
        DynamoDBLedger(try .scripted(aws), configuration: try Sample.configuration())
    }

    private func transaction() throws -> LedgerTransaction {
        LedgerTransaction(
            changes: [.putBinding(try Sample.record(), expecting: .absent)],
            audit: [try Sample.auditRecord()]
        )
    }

    @Test("A transaction is one call with everything in it")
    func commit() async throws {
        let aws = ScriptedAWS { _, _ in .json([:]) }
        try await ledger(aws).commit(transaction())
        #expect(aws.calls.map(\.operation) == ["TransactWriteItems"])
        let actions = aws.inputs("TransactWriteItems").first?["TransactItems"] ?? .null
        #expect(actions[0]["Put"]["TableName"] == "jit-access-state")
        #expect(actions[1]["Put"]["TableName"] == "jit-access-audit")
        #expect(actions[2] == .null)
    }

    @Test("A repeated attempt is the same transaction, so that a lost answer does not read as a conflict of its own")
    func token() async throws {
        let aws = ScriptedAWS { _, number in number == 1 ? .lost(.connectionLost) : .json([:]) }
        try await ledger(aws).commit(transaction())
        let tokens = aws.inputs("TransactWriteItems").map { $0["ClientRequestToken"] }
        #expect(tokens.count == 2)
        #expect(tokens.first == tokens.last)
        #expect(tokens.first != .null)
    }

    @Test("A condition that does not hold is a conflict of its part")
    func conflict() async throws {
        let aws = ScriptedAWS { _, _ in .cancelled(["None", "ConditionalCheckFailed"]) }
        await #expect(throws: LedgerError.conflict([.audit])) { try await ledger(aws).commit(transaction()) }
    }

    @Test("A table that is busy for longer than the client waits is a conflict too: nothing was written")
    func busy() async throws {
        let aws = ScriptedAWS { _, _ in .cancelled(["TransactionConflict", "None"]) }
        await #expect(throws: LedgerError.conflict([.binding, .audit])) {
            try await ledger(aws).commit(transaction())
        }
        #expect(aws.count("TransactWriteItems") == 3)
    }

    @Test(
        "Any other failure leaves it open whether something was written",
        arguments: [
            ScriptedAWS.Answer.fault(status: 500, code: "InternalServerError", message: "sorry"),
            .lost(.timedOut), .refusal("ResourceNotFoundException"), .refusal("AccessDeniedException"),
            .refusal("ProvisionedThroughputExceededException"),
        ]
    )
    func unavailable(answer: ScriptedAWS.Answer) async throws {
        let aws = ScriptedAWS { _, _ in answer }
        let error = await #expect(throws: LedgerError.self) { try await ledger(aws).commit(transaction()) }
        guard case .unavailable? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    private func lease(
        _ owner: String,
        _ sweep: SweepLease.Sweep = .access,
        attempts: SweepAttempts = SweepAttempts()
    ) -> SweepLease {
        SweepLease(sweep: sweep, owner: owner, run: "run-1", until: Sample.now + .seconds(45), attempts: attempts)
    }

    @Test("The sweep's lease is taken when it is free, has run out, is one's own or none, and not otherwise")
    func sweepLease() async throws {
        let aws = ScriptedAWS { _, number in number == 1 ? .json([:]) : .refusal("ConditionalCheckFailedException") }
        let ledger = try ledger(aws)
        let attempts = SweepAttempts(
            inWork: ["b", "a"],
            deaths: ["c": SweepAttempts.Deaths(count: 2, at: Sample.now)]
        )
        let taken = lease("sweep-1", attempts: attempts)
        #expect(try await ledger.takeSweepLease(taken, at: Sample.now) == .taken(left: nil))
        #expect(try await ledger.takeSweepLease(lease("sweep-2"), at: Sample.now) == .held)
        let put = try #require(aws.inputs("PutItem").first)
        #expect(
            put["Item"]
                == [
                    "assignment_id": ["S": "sweep#lease"], "lease_owner": ["S": "sweep-1"],
                    "lease_until": ["N": "1768467645"], "lease_run": ["S": "run-1"],
                    "in_work": ["L": [["S": "a"], ["S": "b"]]],
                    "deaths": ["M": ["c": ["M": ["count": ["N": "2"], "at": ["N": "1768467600"]]]]],
                ]
        )
        #expect(put["ReturnValues"] == "ALL_OLD")
        #expect(
            put["ConditionExpression"]
                == .string(
                    "attribute_not_exists(assignment_id) OR attribute_not_exists(lease_until) OR lease_until <= :now"
                        + " OR lease_until > :latest OR NOT attribute_type(lease_until, :number) OR lease_owner = :owner"
                )
        )
        #expect(
            put["ExpressionAttributeValues"] == [
                ":now": ["N": "1768467600"], ":latest": ["N": "1768467720"], ":number": ["S": "N"],
                ":owner": ["S": "sweep-1"],
            ]
        )
    }

    @Test("Grant's sweeps wait for nobody")
    func requestLease() async throws {
        let aws = ScriptedAWS { _, _ in .json([:]) }
        #expect(
            try await ledger(aws).takeSweepLease(lease("sweep-1", .requests), at: Sample.now) == .taken(left: nil)
        )
        let put = try #require(aws.inputs("PutItem").first)
        #expect(put["Item"]["assignment_id"] == ["S": "marks#requests"])
        #expect(put["ConditionExpression"] == .null)
    }

    @Test("What a sweep has left is told to the next, and what cannot be understood is nothing")
    func left() async throws {
        let attempts = SweepAttempts(
            inWork: ["a", "b"],
            deaths: ["c": SweepAttempts.Deaths(count: 2, at: Sample.now.wholeSecond)]
        )
        let whole = SweepLease(
            sweep: .access,
            owner: "sweep-1",
            run: "run-1",
            until: (Sample.now + .seconds(45)).wholeSecond,
            attempts: attempts
        )
        let item = SweepLeaseItem.item(whole)
        #expect(SweepLeaseItem.lease(item, sweep: .access) == whole)
        for (name, value) in [
            ("lease_run", AttributeValue.number("1")), ("in_work", .list([.number("1")])), ("in_work", .string("a")),
            ("deaths", .map(["c": .number("1")])), ("deaths", .map(["c": .map(["count": .number("-1")])])),
            ("lease_until", .number("1e400")), ("in_work", .list(Array(repeating: .string("a"), count: 20_000))),
            ("in_work", .list([.string(String(repeating: "a", count: 4_000))])),
        ] {
            var changed = item
            changed[name] = value
            #expect(SweepLeaseItem.lease(changed, sweep: .access) == nil, "\(name) \(value)")
        }
    }

    @Test("The sweep's lease is given back by its run, with what sweeps have died of, and another's is let be")
    func release() async throws {
        let aws = ScriptedAWS { _, number in number == 1 ? .json([:]) : .refusal("ConditionalCheckFailedException") }
        let ledger = try ledger(aws)
        try await ledger.releaseSweepLease(lease("sweep-1"))
        try await ledger.releaseSweepLease(lease("sweep-1"))
        let delete = try #require(aws.inputs("DeleteItem").first)
        #expect(delete["Key"] == ["assignment_id": ["S": "sweep#lease"]])
        #expect(delete["ConditionExpression"] == "lease_run = :run")
        #expect(delete["ExpressionAttributeValues"] == [":run": ["S": "run-1"]])
        let attempts = SweepAttempts(deaths: ["c": SweepAttempts.Deaths(count: 1, at: Sample.now)])
        try await ledger.releaseSweepLease(lease("sweep-1", attempts: attempts))
        let put = try #require(aws.inputs("PutItem").first)
        #expect(put["Item"]["lease_owner"] == .null && put["Item"]["lease_until"] == .null)
        #expect(put["Item"]["deaths"]["M"]["c"]["M"]["count"] == ["N": "1"])
        // Grant's role may delete nothing.
        try await ledger.releaseSweepLease(lease("sweep-1", .requests))
        #expect(aws.count("DeleteItem") == 2 && aws.count("PutItem") == 2)
    }

    @Test("A lease that can be neither taken nor refused is an error")
    func leaseFailure() async throws {
        let aws = ScriptedAWS { _, _ in .refusal("AccessDeniedException") }
        let ledger = try ledger(aws)
        await #expect(throws: LedgerError.self) { try await ledger.takeSweepLease(lease("a"), at: Sample.now) }
        await #expect(throws: LedgerError.self) { try await ledger.releaseSweepLease(lease("a")) }
    }
}
