// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing
import TestSupport

@testable import AWSClient

@Suite("A write whose answer was lost")
struct AmbiguousOutcomeTests {
    private static let conditionFailed = ScriptedTransport.Exchange.json(
        400,
        """
        {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
         "message": "The conditional request failed", "Item": {"id": {"S": "1"}, "version": {"N": "4"}}}
        """
    )

    private func put(_ exchanges: [ScriptedTransport.Exchange]) async throws -> AWSError? {
        let client = try AWSClient.test(ScriptedTransport(exchanges))
        return await awsError { () throws(AWSError) in
            try await client.dynamoDB.putItem(
                .init(table: "t", item: ["id": "1"], condition: "attribute_not_exists(id)")
            )
        }
    }

    @Test(
        "and then meets its condition failed may be what made it fail: the error says so, and has the item",
        arguments: [
            ScriptedTransport.Exchange.lost(.timedOut), .lost(.connectionLost), .fault(500, "InternalServerError"),
            .json(200, "{}", headers: ["x-amz-crc32": "1"]),
        ]
    )
    func possiblyOwn(lost: ScriptedTransport.Exchange) async throws {
        let error = try #require(try await put([lost, Self.conditionFailed]))
        #expect(error.isConditionFailure)
        #expect(error.attempts == 2)
        #expect(error.mayHaveTakenEffect)
        #expect(error.existingItem == ["id": "1", "version": 4])
    }

    @Test("A condition that failed at the first attempt is somebody else's doing")
    func notOwn() async throws {
        let error = try #require(try await put([Self.conditionFailed]))
        #expect(error.isConditionFailure)
        #expect(error.attempts == 1)
        #expect(!error.mayHaveTakenEffect)
    }

    @Test(
        "So is one that failed after attempts which surely changed nothing",
        arguments: [ScriptedTransport.Exchange.lost(.couldNotConnect), .fault(400, "ThrottlingException")]
    )
    func surelyNotOwn(refused: ScriptedTransport.Exchange) async throws {
        let error = try #require(try await put([refused, Self.conditionFailed]))
        #expect(error.attempts == 2)
        #expect(!error.mayHaveTakenEffect)
    }

    @Test("The doubt remains when later attempts surely changed nothing")
    func remains() async throws {
        let error = try #require(
            try await put([.lost(.timedOut), .fault(400, "ThrottlingException"), .fault(400, "ThrottlingException")])
        )
        #expect(error.code == "ThrottlingException")
        #expect(error.mayHaveTakenEffect)
    }
}
