// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

@Suite("What people have been told of is one item of each function")
struct AlertMemoryTests {
    private func memory(_ aws: ScriptedAWS, _ function: String = "Grant") throws -> StateTableAlertMemory {
        StateTableAlertMemory(try .scripted(aws), configuration: try Sample.configuredInstance(), function: function)
    }

    private static let record = AlertedRecord(
        version: 3,
        subjects: ["session#111122223333": Sample.now, "name#u-1#u-2": Sample.now + .seconds(60)]
    )

    @Test(
        "It is written on condition that it is as it was, and read as it was written",
        arguments: ["Grant", "Revoke"]
    )
    func roundTrip(function: String) async throws {
        let writing = ScriptedAWS { _, number in number == 1 ? .json([:]) : .refusal("ConditionalCheckFailedException")
        }
        #expect(try await memory(writing, function).remember(Self.record))
        #expect(try await !memory(writing, function).remember(Self.record))
        let put = try #require(writing.inputs("PutItem").first)
        #expect(put["Item"]["assignment_id"] == ["S": .string("alerted#\(function.lowercased())")])
        #expect(put["ConditionExpression"] == "version = :before")
        #expect(put["ExpressionAttributeValues"] == [":before": ["N": "2"]])

        let reading = ScriptedAWS { _, _ in .json(["Item": put["Item"]]) }
        #expect(try await memory(reading, function).alerted() == Self.record)
        #expect(reading.inputs("GetItem").first?["Key"] == ["assignment_id": put["Item"]["assignment_id"]])
        #expect(reading.inputs("GetItem").first?["ConsistentRead"] == true)
    }

    @Test("The first is written if there is none")
    func first() async throws {
        let aws = ScriptedAWS { _, _ in .json([:]) }
        #expect(try await memory(aws).alerted() == nil)
        #expect(try await memory(aws).remember(AlertedRecord(version: 1, subjects: [:])))
        #expect(aws.inputs("PutItem").first?["ConditionExpression"] == "attribute_not_exists(assignment_id)")
    }

    @Test(
        "What cannot be understood is an error, whatever its numbers are",
        arguments: [
            ["version": ["N": "9223372036854775807"], "subjects": ["M": [:]]],
            ["version": ["N": "1"]], ["version": ["N": "1"], "subjects": ["S": "a"]],
            ["version": ["N": "1"], "subjects": ["M": ["a": ["N": "9223372036854775807"]]]],
            ["version": ["N": "1"], "subjects": ["M": ["a": ["S": "now"]]]],
            [
                "version": ["N": "1"],
                "subjects": ["M": .object(Dictionary(uniqueKeysWithValues: (0...100).map { ("\($0)", ["N": "1"]) }))],
            ],
        ] as [JSONValue]
    )
    func unreadable(item: JSONValue) async throws {
        let aws = ScriptedAWS { _, _ in .json(["Item": item]) }
        await #expect(throws: LedgerError.self) { try await memory(aws).alerted() }
    }

    @Test("A table that does not answer is an error, and no memory of nothing")
    func unavailable() async throws {
        let aws = ScriptedAWS { _, _ in .refusal("AccessDeniedException") }
        await #expect(throws: LedgerError.self) { try await memory(aws).alerted() }
        await #expect(throws: LedgerError.self) { try await memory(aws).remember(Self.record) }
    }
}
