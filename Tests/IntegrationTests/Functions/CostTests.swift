// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import LocalLambda
import Testing

extension FunctionTests {
    @Suite("How much Grant and Revoke ask of AWS")
    struct CostTests {
        @Test("A warm grant makes at most five round trips one after another")
        func roundTrips() async throws {
            try await TestBed.with { bed in
                _ = try await bed.grant(to: bed.makeUser())
                let user = try await bed.makeUser()
                bed.proxy.forget()
                bed.proxy.letThroughInRounds()
                let answer = try await bed.grant(to: user)
                #expect(answer.statusCode == 200)
                let rounds = Dictionary(grouping: bed.proxy.calls) { $0.round ?? 0 }
                    .mapValues { Set($0.map(\.operation)) }
                #expect(
                    rounds == [
                        1: ["GetUserId", "DescribeAccount", "GetItem", "Query"],
                        2: ["DescribeUser", "ListAccountAssignments", "GetItem"],
                        3: ["TransactWriteItems"],
                        4: ["CreateAccountAssignment"],
                        5: ["TransactWriteItems"],
                    ]
                )
            }
        }

        @Test("Which account manages the organization is asked once a container, beside the account that is asked for")
        func managementAccount() async throws {
            try await TestBed.with { bed in
                let (first, second) = (try await bed.makeUser(), try await bed.makeUser())
                bed.proxy.letThroughInRounds()
                #expect(try await bed.grant(to: first).statusCode == 200)
                let rounds = Dictionary(grouping: bed.proxy.calls, by: \.operation).mapValues { $0.map(\.round) }
                #expect(rounds["DescribeOrganization"]?.count == 1)
                #expect(rounds["DescribeOrganization"] == rounds["DescribeAccount"])
                bed.proxy.forget()
                #expect(try await bed.grant(to: second).statusCode == 200)
                #expect(bed.proxy.count("DescribeOrganization") == 0)
            }
        }

        @Test("A second lease on the same access, or a request that was here before, costs less")
        func cheaperGrants() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "one")
                // The lease that is there is held against its request first: one trip more than the reading of it.
                for (id, most) in [("two", 4), ("two", 2)] {
                    bed.proxy.forget()
                    bed.proxy.letThroughInRounds()
                    #expect(try await bed.grant(to: user, requestID: id).statusCode == 200)
                    #expect(bed.proxy.calls.compactMap(\.round).max() ?? 0 <= most)
                }
            }
        }

        @Test(
            "A sweep of nothing costs one query; after the first of a container it is looked up what people were told"
        )
        func emptySweep() async throws {
            try await TestBed.with { bed in
                _ = try await bed.grant(to: bed.makeUser())
                // The first of a table looks for rows of the published sample, and remembers that it has.
                try await bed.ledger.forgetSearch()
                try await bed.sweep()
                for _ in 1...3 {
                    bed.proxy.forget()
                    try await bed.sweep()
                    #expect(bed.proxy.operations == ["Query"])
                }
                let cold = bed.another("Revoke")
                bed.proxy.forget()
                _ = try await TestBed.answer(of: cold, to: [:])
                await cold.stop()
                #expect(bed.proxy.operations == ["Query", "GetItem"])
            }
        }

        // The release build, for which the limits are 30 and 40 MB, is measured by itself. A debug build needs a little
        // more; what these notice is memory that grows with the work.
        private static let memoryOfGrant = 36 * 1024 * 1024
        private static let memoryOfSweep = 40 * 1024 * 1024

        @Test("Five hundred leases that are over are removed in one sweep, at most five at a time, in little memory")
        func largeSweep() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-0")
                try await bed.ledger.letPass(.seconds(3605))
                let leases = ManyLeases(bed: bed, like: user, requestID: "req-0")
                try await leases.make(499)
                #expect(try await leases.assignmentCount() == 500)
                bed.proxy.forget()
                // Long enough for the removals to overlap as much as they are let.
                bed.proxy.treat("DeleteAccountAssignment", .after(.milliseconds(5), .pass))

                let request = InvocationRequest(event: Data("{}".utf8))
                let report = try await bed.revoke.perform(request, timeout: .seconds(200))
                let answer = try FunctionAnswer(report.outcome)
                #expect(answer.body.message == "Process completed. 500 permissions revoked, 0 errors")
                #expect(answer.body.pendingCount == 0)
                #expect(try await leases.assignmentCount() == 0)
                #expect(try await leases.bindingCount() == 0)
                let removals = bed.proxy.calls.filter { $0.operation == "DeleteAccountAssignment" }
                #expect(removals.count == 500)
                #expect(removals.mostInFlight == 5)
                #expect(try #require(report.peakMemory) < Self.memoryOfSweep)
            }
        }

        @Test("A grant needs little memory, cold and warm")
        func grantMemory() async throws {
            try await TestBed.with { bed in
                for _ in 1...20 {
                    let event = try JSONSerialization.data(withJSONObject: TestBed.event(await bed.makeUser()))
                    let report = try await bed.grant.perform(InvocationRequest(event: event))
                    #expect(try FunctionAnswer(report.outcome).statusCode == 200)
                    #expect(try #require(report.peakMemory) < Self.memoryOfGrant)
                }
            }
        }
    }
}
