// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Hashing
import JITAccess
import JITAccessAWS
import Testing

@Suite("The ledger reads consistently")
struct LedgerReadTests {
    private func ledger(_ aws: ScriptedAWS) throws -> DynamoDBLedger {
        let tables = ["STATE_TABLE": "the-state", "AUDIT_TABLE": "the-audit"]
        return DynamoDBLedger(try .scripted(aws), configuration: try Sample.configuration(tables))
    }

    @Test("A binding by its key, for nothing, a lease or a row of the published sample")
    func binding() async throws {
        let record = try Sample.record()
        let published: Item = [
            "assignment_id": .string(Sample.key), "user_id": .string(Sample.userID), "account_id": "111122223333",
            "permission_set_arn": .string(Sample.permissionSetARN), "expiry_timestamp": 1_768_467_600,
        ]
        let stored = try JSONValue(BindingItemSample.item(record))
        let row = try JSONValue(published)
        let aws = ScriptedAWS { _, number in
            switch number {
            case 1: .json([:])
            case 2: .json(["Item": stored])
            default: .json(["Item": row])
            }
        }
        let ledger = try ledger(aws)
        #expect(try await ledger.binding(Sample.binding()) == .absent)
        #expect(try await ledger.binding(Sample.binding()) == .record(record))
        let expected = PublishedRow(
            binding: try Sample.binding(),
            expiresAt: Sample.now,
            storedExpiry: "1768467600",
            createdAt: nil
        )
        #expect(try await ledger.binding(Sample.binding()) == .published(expected))
        #expect(
            aws.inputs("GetItem").first
                == [
                    "TableName": "the-state", "ConsistentRead": true,
                    "Key": ["assignment_id": ["S": .string(Sample.key)]],
                ]
        )
    }

    @Test("A request and the memory of a removal, by keys of their own")
    func otherItems() async throws {
        let aws = ScriptedAWS { _, _ in .json([:]) }
        let ledger = try ledger(aws)
        #expect(try await ledger.request(Sample.requestID()) == nil)
        #expect(try await ledger.endedBinding(Sample.binding()) == nil)
        let keys = aws.inputs("GetItem").map { $0["Key"]["assignment_id"]["S"] }
        #expect(keys == ["request#req-1", "ended#\(Sample.key)"])
        #expect(aws.inputs("GetItem").allSatisfy { $0["ConsistentRead"] == true })
    }

    @Test("The end of an audit trail is one item, read backwards")
    func auditTail() async throws {
        let hash = JSONValue.string(try SHA256.hex(#"{"actor":"ada","sequence":3}"#))
        let full = JSONValue.string(try SHA256.hex(#"{"actor":"ada","sequence":9007199254740991}"#))
        let aws = ScriptedAWS { _, number in
            switch number {
            case 1: .json(["Items": []])
            case 2: .json(["Items": [["sequence": ["N": "3"], "actor": ["S": "ada"], "hash": ["S": hash]]]])
            // Somebody has written another actor beside the same hash.
            case 3: .json(["Items": [["sequence": ["N": "3"], "actor": ["S": "eve"], "hash": ["S": hash]]]])
            // Or the last place that there is, so that none follows.
            case 4:
                .json(["Items": [["sequence": ["N": "9007199254740991"], "actor": ["S": "ada"], "hash": ["S": full]]]])
            default: .json(["Items": [["sequence": ["S": "3"], "actor": ["S": "ada"], "hash": ["S": hash]]]])
            }
        }
        let ledger = try ledger(aws)
        #expect(try await ledger.auditTail(of: Sample.requestID()) == .empty)
        #expect(try await ledger.auditTail(of: Sample.requestID()).sequence == 3)
        for _ in 3...5 {
            let error = await #expect(throws: LedgerError.self) { try await ledger.auditTail(of: Sample.requestID()) }
            // Not unavailable, which may pass: an end goes on in another trail.
            guard case .unreadable? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(
            aws.inputs("Query").first
                == [
                    "TableName": "the-audit", "KeyConditionExpression": "request_id = :id",
                    "ExpressionAttributeValues": [":id": ["S": "req-1"]], "ScanIndexForward": false,
                    "ConsistentRead": true, "Limit": 1,
                ]
        )
    }

    @Test("A whole audit trail is read consistently, page after page, and never without end")
    func wholeTrail() async throws {
        @Sendable func page(_ records: Int64, more: Bool) -> ScriptedAWS.Answer {
            var answer: [String: JSONValue] = [
                "Items": .array(
                    (0..<records).map { ["request_id": ["S": "req-1"], "sequence": ["N": .string("\($0 + 1)")]] }
                )
            ]
            if more { answer["LastEvaluatedKey"] = ["request_id": ["S": "req-1"], "sequence": ["N": "2"]] }
            return .json(.object(answer))
        }
        let aws = ScriptedAWS { _, number in page(2, more: number == 1) }
        let records = try await ledger(aws).auditTrail(of: Sample.requestID())
        #expect(records.count == 4)
        #expect(records.first == ["request_id": "req-1", "sequence": 1])
        let inputs = aws.inputs("Query")
        #expect(inputs.allSatisfy { $0["TableName"] == "the-audit" && $0["ConsistentRead"] == true })
        #expect(inputs.last?["ExclusiveStartKey"]["sequence"]["N"] == "2")

        let endless = ScriptedAWS { _, _ in page(400, more: true) }
        await #expect(throws: LedgerError.self) { try await ledger(endless).auditTrail(of: Sample.requestID()) }
        #expect(endless.inputs("Query").count == 3)
    }

    @Test("An item that cannot be understood is not taken for none")
    func unreadable() async throws {
        let aws = ScriptedAWS { _, _ in .json(["Item": ["assignment_id": ["S": "x"], "version": ["N": "1"]]]) }
        let ledger = try ledger(aws)
        let error = await #expect(throws: LedgerError.self) { try await ledger.binding(Sample.binding()) }
        guard case .unreadable(let message)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(message.contains(Sample.key))
        await #expect(throws: LedgerError.self) { try await ledger.request(Sample.requestID()) }
        await #expect(throws: LedgerError.self) { try await ledger.endedBinding(Sample.binding()) }
    }

    @Test("A table that cannot be read is an error with AWS's request id, for every kind of read")
    func failure() async throws {
        let aws = ScriptedAWS { _, _ in .refusal("ResourceNotFoundException", "no such table") }
        let ledger = try ledger(aws)
        let binding = try Sample.binding()
        let id = try Sample.requestID()
        for read in [
            { _ = try await ledger.binding(binding) }, { _ = try await ledger.request(id) },
            { _ = try await ledger.endedBinding(binding) }, { _ = try await ledger.auditTail(of: id) },
            { _ = try await ledger.due(at: Sample.now, after: nil) }, { _ = try await ledger.reconcile() },
            { _ = try await ledger.publishedRows(after: nil, activeAt: Sample.now) },
        ] as [@Sendable () async throws -> Void] {
            let error = await #expect(throws: LedgerError.self) { try await read() }
            guard case .unavailable(let message, let awsRequestID)? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(message.contains("no such table"))
            #expect(awsRequestID == "REQUEST-ResourceNotFoundException")
        }
    }
}
