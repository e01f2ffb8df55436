// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Testing
import TestSupport

@testable import AWSClient

@Suite("A local clock that is wrong")
struct ClockSkewTests {
    /// 2023-11-14 22:13:20 UTC.
    private let clock = ManualClock()

    private func read(_ transport: ScriptedTransport, region: String? = nil) async throws -> AWSError? {
        let client = try AWSClient.test(transport, clock: clock)
        return await awsError { () throws(AWSError) in
            try await DynamoDB(client, region: region).getItem(table: "t", key: ["id": "1"])
        }
    }

    private func dates(_ transport: ScriptedTransport) -> [String?] {
        transport.sent.map { $0.headers["X-Amz-Date"] }
    }

    @Test(
        "A refusal because of the time is cured by signing with the host's, at once",
        arguments: ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"]
    )
    func definite(code: String) async throws {
        let transport = ScriptedTransport([
            .fault(403, code, headers: ["Date": "Tue, 14 Nov 2023 23:13:20 GMT"]), .json(),
        ])
        #expect(try await read(transport) == nil)
        #expect(dates(transport) == ["20231114T221320Z", "20231114T231320Z"])
        #expect(clock.sleeps.isEmpty)
    }

    @Test(
        "A refused signature is tried again only if the clocks are minutes apart",
        arguments: [
            ("Tue, 14 Nov 2023 22:18:21 GMT", 2), ("Tue, 14 Nov 2023 22:08:19 GMT", 2),
            ("Tue, 14 Nov 2023 22:15:20 GMT", 1), ("Tue, 14 Nov 2023 22:13:20 GMT", 1),
        ]
    )
    func possible(date: String, attempts: Int) async throws {
        let transport = ScriptedTransport([
            .fault(403, "InvalidSignatureException", headers: ["Date": date]), .json(),
        ])
        let error = try await read(transport)
        #expect(transport.sent.count == attempts)
        #expect((error == nil) == (attempts == 2))
    }

    @Test("A wrong key is not taken for a wrong clock a second time")
    func wrongKey() async throws {
        let transport = ScriptedTransport([
            .fault(403, "SignatureDoesNotMatch", headers: ["Date": "Tue, 14 Nov 2023 23:13:20 GMT"])
        ])
        let error = try #require(try await read(transport))
        #expect(error.code == "SignatureDoesNotMatch")
        #expect(error.attempts == 2)
    }

    @Test(
        "An answer that tells no time corrects nothing",
        arguments: [
            [:], ["Date": "yesterday"], ["Date": "Tue, 14 Nov 2023 23:13:20 GMT", "Age": "3600"],
        ] as [HTTPHeaders]
    )
    func noDate(headers: HTTPHeaders) async throws {
        let transport = ScriptedTransport([.fault(403, "RequestTimeTooSkewed", headers: headers)])
        #expect(try await read(transport)?.attempts == 1)
    }

    @Test("What was learned is used for the next call to the same host, and not for another host")
    func remembered() async throws {
        let transport = ScriptedTransport([
            .json(200, "{}", headers: ["Date": "Tue, 14 Nov 2023 22:23:20 GMT"]), .json(),
        ])
        let client = try AWSClient.test(transport, clock: clock)
        for region in ["eu-central-1", "eu-central-1", "eu-west-1"] {
            _ = try await DynamoDB(client, region: region).getItem(table: "t", key: ["id": "1"])
        }
        #expect(dates(transport) == ["20231114T221320Z", "20231114T222320Z", "20231114T221320Z"])
    }

    @Test("The host's clock is compared with the middle of the exchange")
    func middle() {
        let headers: HTTPHeaders = ["Date": "Tue, 14 Nov 2023 22:13:30 GMT"]
        let sent = clock.now
        #expect(ClockSkew.observed(in: headers, sent: sent, received: sent.addingTimeInterval(4)) == 8)
        #expect(ClockSkew.observed(in: headers, sent: sent, received: sent.addingTimeInterval(901)) == nil)
        #expect(ClockSkew.observed(in: headers, sent: sent, received: sent.addingTimeInterval(-1)) == nil)
    }
}
