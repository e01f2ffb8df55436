// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing
import TestSupport

@testable import AWSClient

@Suite("CRC-32 of DynamoDB's answers")
struct CRC32Tests {
    @Test(
        "The checksum is the one of zip and gzip",
        arguments: [
            ("", 0), ("123456789", 0xCBF4_3926), ("{}", 0xA3A6_BF43),
            ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
        ]
    )
    func checksum(text: String, checksum: UInt32) {
        #expect(CRC32.checksum(Array(text.utf8)) == checksum)
    }

    private func read(_ exchanges: [ScriptedTransport.Exchange]) async throws -> (Item?, AWSError?, attempts: Int) {
        let transport = ScriptedTransport(exchanges)
        let client = try AWSClient.test(transport)
        do throws(AWSError) {
            let item = try await client.dynamoDB.getItem(table: "t", key: ["id": "1"])
            return (item, nil, transport.sent.count)
        } catch {
            return (nil, error, transport.sent.count)
        }
    }

    private static let body = #"{"Item": {"id": {"S": "1"}}}"#
    private static let damaged = ScriptedTransport.Exchange.json(200, body, headers: ["x-amz-crc32": "4711"])

    @Test("An answer that matches it is taken")
    func matches() async throws {
        let checksum = CRC32.checksum(Array(Self.body.utf8))
        let answer = ScriptedTransport.Exchange.json(200, Self.body, headers: ["X-Amz-Crc32": "\(checksum)"])
        #expect(try await read([answer]).0 == ["id": "1"])
    }

    @Test("One that does not is asked for again")
    func retried() async throws {
        let (item, error, attempts) = try await read([Self.damaged, .json(200, Self.body)])
        #expect(item == ["id": "1"])
        #expect(error == nil)
        #expect(attempts == 2)
    }

    @Test("Damage that lasts is an error", arguments: ["4711", "", "x", "-1", "99999999999"])
    func lasts(header: String) async throws {
        let answer = ScriptedTransport.Exchange.json(
            200,
            Self.body,
            headers: ["x-amz-crc32": header, "x-amzn-RequestId": "R"]
        )
        let error = try #require(try await read([answer]).1)
        #expect(error.kind == .malformedAnswer)
        #expect(error.message.contains("CRC-32"))
        #expect(error.attempts == 3)
        #expect(error.requestID == "R")
        #expect(error.mayHaveTakenEffect)
    }

    @Test("A damaged error answer is not believed either")
    func errorAnswer() async throws {
        let fault = ScriptedTransport.Exchange.fault(400, "ValidationException", headers: ["x-amz-crc32": "1"])
        let (item, _, attempts) = try await read([fault, .json(200, Self.body)])
        #expect(item != nil)
        #expect(attempts == 2)
    }
}
