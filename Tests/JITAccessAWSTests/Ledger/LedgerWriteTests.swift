// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

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

    @Test("The sweep's lease is taken when it is free, has run out or is one's own, and not otherwise")
    func sweepLease() async throws {
        let aws = ScriptedAWS { _, number in number == 1 ? .json([:]) : .refusal("ConditionalCheckFailedException") }
        let ledger = try ledger(aws)
        let until = Sample.now + .seconds(45)
        #expect(try await ledger.takeSweepLease(owner: "sweep-1", until: until, at: Sample.now))
        #expect(try await !ledger.takeSweepLease(owner: "sweep-2", until: until, at: Sample.now))
        let put = try #require(aws.inputs("PutItem").first)
        #expect(
            put["Item"]
                == [
                    "assignment_id": ["S": "sweep#lease"], "lease_owner": ["S": "sweep-1"],
                    "lease_until": ["N": "1768467645"],
                ]
        )
        #expect(
            put["ConditionExpression"]
                == .string(
                    "attribute_not_exists(assignment_id) OR lease_until <= :now OR lease_until > :latest "
                        + "OR NOT attribute_type(lease_until, :number) OR lease_owner = :owner"
                )
        )
        #expect(
            put["ExpressionAttributeValues"]
                == [
                    ":now": ["N": "1768467600"], ":latest": ["N": "1768467705"], ":number": ["S": "N"],
                    ":owner": ["S": "sweep-1"],
                ]
        )
    }

    @Test("The sweep's lease is given back by its owner, and one that belongs to another by now is let be")
    func release() async throws {
        let aws = ScriptedAWS { _, number in number == 1 ? .json([:]) : .refusal("ConditionalCheckFailedException") }
        let ledger = try ledger(aws)
        try await ledger.releaseSweepLease(owner: "sweep-1")
        try await ledger.releaseSweepLease(owner: "sweep-1")
        let delete = try #require(aws.inputs("DeleteItem").first)
        #expect(delete["Key"] == ["assignment_id": ["S": "sweep#lease"]])
        #expect(delete["ConditionExpression"] == "lease_owner = :owner")
        #expect(delete["ExpressionAttributeValues"] == [":owner": ["S": "sweep-1"]])
    }

    @Test("A lease that can be neither taken nor refused is an error")
    func leaseFailure() async throws {
        let aws = ScriptedAWS { _, _ in .refusal("AccessDeniedException") }
        let ledger = try ledger(aws)
        await #expect(throws: LedgerError.self) {
            try await ledger.takeSweepLease(owner: "a", until: Sample.now, at: Sample.now)
        }
        await #expect(throws: LedgerError.self) { try await ledger.releaseSweepLease(owner: "a") }
    }
}
