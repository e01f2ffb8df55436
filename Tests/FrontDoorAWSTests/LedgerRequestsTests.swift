// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FrontDoor
import HTTPTransport
import JITAccess
import JITAccessAWS
import Testing
import TestSupport

@testable import FrontDoorAWS

@Suite("Requests as the ledger has them")
struct LedgerRequestsTests {
    private static func lease(_ end: Int) -> String {
        #"{"M":{"status":{"S":"ACTIVE"},"duration_seconds":{"N":"3600"},"expires_at":{"N":"\#(end)"}}}"#
    }

    private static func binding(_ leases: String, standing: Bool = false) -> String {
        let arn = "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef"
        return #"""
            {"assignment_id":{"S":"u-1#111122223333#\#(arn)"},"user_id":{"S":"u-1"},"account_id":{"S":"111122223333"},
             "permission_set_arn":{"S":"\#(arn)"},"expiry_timestamp":{"N":"2000"},"status":{"S":"ACTIVE"},
             "created_at":{"S":"2026-01-01T00:00:00.000Z"},"version":{"N":"1"},"standing":{"BOOL":\#(standing)},
             "due":{"S":"due"},"due_at":{"N":"1000"},"leases":{"M":{\#(leases)}}}
            """#
    }

    private func ending(_ items: String..., by moment: Int64) async throws -> [String] {
        let transport = ScriptedTransport([.json(#"{"Items":[\#(items.joined(separator: ","))],"Count":1}"#)])
        let ledger = DynamoDBLedger(try client(transport), stateTable: "state", auditTable: "audit")
        return try await LedgerRequests(ledger: ledger).leasesEnding(by: Timestamp(seconds: moment)).map(\.description)
    }

    @Test("The lease that ends an access is the last one of it")
    func last() async throws {
        let two = Self.binding(#""r1":\#(Self.lease(1000)),"r2":\#(Self.lease(2000))"#)
        #expect(try await ending(two, by: 1500) == [])
        #expect(try await ending(two, by: 2000) == ["r2"])
    }

    @Test("Standing access does not end with a lease")
    func standing() async throws {
        #expect(try await ending(Self.binding(#""r1":\#(Self.lease(1000))"#, standing: true), by: 1500) == [])
    }

    @Test("A ledger that cannot be read is a failure to try again")
    func unavailable() async throws {
        let transport = ScriptedTransport { _, _ in .failure(TransportError(.couldNotConnect, "refused")) }
        let ledger = DynamoDBLedger(try client(transport), stateTable: "state", auditTable: "audit")
        let id = try #require(RequestID("r1"))
        await #expect(throws: WorkFailure.self) { try await LedgerRequests(ledger: ledger).request(id) }
    }
}
