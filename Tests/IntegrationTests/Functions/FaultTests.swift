// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

/// A call that goes wrong, and how.
struct Trouble: Sendable, CustomTestStringConvertible {
    let operation: String
    let treatment: Treatment
    let calls: ClosedRange<Int>?
    let testDescription: String

    init(_ operation: String, _ name: String, _ treatment: Treatment, calls: ClosedRange<Int>? = 1...1) {
        self.operation = operation
        self.treatment = treatment
        self.calls = calls
        let which = calls.map { $0.count == 1 ? "call \($0.lowerBound)" : "calls \($0)" } ?? "every call"
        testDescription = "\(operation), \(which): \(name)"
    }

    /// Each way in which one call can go wrong, for each of the given calls.
    static func each(_ operation: String, calls: Int...) -> [Trouble] {
        calls.flatMap { call in
            [
                Trouble(operation, "throttled", .fault(400, "ThrottlingException"), calls: call...call),
                Trouble(operation, "server's fault", .fault(500, "InternalServerException"), calls: call...call),
                Trouble(operation, "lost before it arrived", .cutBefore, calls: call...call),
                Trouble(operation, "answer lost", .cutAfter, calls: call...call),
                Trouble(operation, "answer garbled", .changeAnswer { _ in "<html>" }, calls: call...call),
                Trouble(operation, "refused", .fault(403, "AccessDeniedException"), calls: call...call),
            ]
        }
    }
}

extension FunctionTests {
    @Suite("Calls that go wrong")
    struct FaultTests {
        /// Each function would try a call again by itself; without that, each fault reaches the protocol.
        private static let once = ["AWS_MAX_ATTEMPTS": "1"]

        @Test(
            "A grant keeps the invariants, and the next sweeps put everything right",
            arguments: Trouble.each("CreateAccountAssignment", calls: 1)
                + Trouble.each("TransactWriteItems", calls: 1, 2)
        )
        func grant(trouble: Trouble) async throws {
            try await TestBed.with(Self.once) { bed in
                let comment = Comment(rawValue: trouble.testDescription)
                let user = try await bed.makeUser()
                bed.proxy.treat(trouble.operation, trouble.treatment, calls: trouble.calls)
                let answer = try await bed.grant(to: user, requestID: "req-1", timeout: .seconds(8))
                try await bed.expectNoUnrecordedAccess(user, comment)
                switch answer.statusCode {
                case 200: #expect(try await bed.hasAccess(user), comment)
                case 202: #expect(answer.body.leaseStatus == "GRANTING", comment)
                default:
                    #expect(answer.statusCode == 500, comment)
                    // Who is told that it failed does not get the access later.
                    bed.proxy.forget()
                    try await bed.ledger.letPass(.seconds(130))
                    try await bed.sweep()
                    #expect(try await !bed.hasAccess(user), comment)
                }
                try await bed.sweepUntilOver(user, comment)
                let status = try await bed.ledger.item("request#req-1")?["lease_status"]
                #expect([nil, "EXPIRED", "FAILED"].contains(status), comment)
            }
        }

        @Test(
            "A sweep keeps the invariants, and the next sweeps put everything right",
            arguments: Trouble.each("DeleteAccountAssignment", calls: 1)
                + Trouble.each("TransactWriteItems", calls: 1, 2)
                + [
                    Trouble("Query", "server's fault", .fault(500, "InternalServerError")),
                    Trouble("PutItem", "answer lost", .cutAfter), Trouble("DeleteItem", "answer lost", .cutAfter),
                    Trouble("Scan", "refused", .fault(400, "AccessDeniedException"), calls: nil),
                ]
        )
        func sweep(trouble: Trouble) async throws {
            try await TestBed.with(Self.once) { bed in
                let comment = Comment(rawValue: trouble.testDescription)
                let user = try await bed.makeUser()
                _ = try await bed.grant(to: user, requestID: "req-1")
                try await bed.ledger.letPass(.seconds(3605))
                if trouble.operation == "Scan" { try await bed.ledger.forgetSearch() }
                bed.proxy.forget()
                bed.proxy.treat(trouble.operation, trouble.treatment, calls: trouble.calls)
                let answer = try await bed.sweep(timeout: .seconds(15))
                try await bed.expectNoUnrecordedAccess(user, comment)
                if answer.body.revokedCount == 1 { #expect(try await !bed.hasAccess(user), comment) }
                try await bed.sweepUntilOver(user, comment)
                #expect(try await bed.ledger.item("request#req-1")?["lease_status"] == "EXPIRED", comment)
                #expect(try await bed.ledger.trail("req-1").steps.last == "REVOKE SUCCESS", comment)
            }
        }

        @Test(
            "With the client's own retries a passing fault is not noticed",
            arguments: [
                "GetUserId", "DescribeAccount", "DescribeOrganization", "DescribeUser", "ListAccountAssignments",
                "GetItem", "Query", "TransactWriteItems", "CreateAccountAssignment",
            ]
        )
        func passing(operation: String) async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat(operation, .cutAfter, calls: 1...1)
                let answer = try await bed.grant(to: user, requestID: "req-1")
                #expect(answer.statusCode == 200)
                #expect(try await bed.assignments(of: user).count == 1)
                #expect(
                    try await bed.ledger.trail("req-1").steps == ["REQUEST SUCCESS", "GRANT STARTED", "GRANT SUCCESS"]
                )
            }
        }

        @Test(
            "A part of AWS that does not work at all gives a precise answer and no access",
            arguments: [
                ("GetUserId", "directory_unavailable"), ("DescribeAccount", "directory_unavailable"),
                ("DescribeOrganization", "directory_unavailable"),
                ("DescribePermissionSet", "directory_unavailable"), ("ListInstances", "directory_unavailable"),
                ("DescribeUser", "directory_unavailable"), ("ListAccountAssignments", "directory_unavailable"),
                ("GetItem", "ledger_unavailable"), ("Query", "ledger_unavailable"),
                ("TransactWriteItems", "ledger_unavailable"),
            ]
        )
        func lasting(operation: String, code: String) async throws {
            try await TestBed.with(Self.once) { bed in
                let user = try await bed.makeUser()
                bed.proxy.treat(operation, .fault(500, "InternalServerException"))
                let answer = try await bed.grant(to: user, timeout: .seconds(7))
                #expect(answer.statusCode == (code == "directory_unavailable" ? 503 : 500))
                #expect(answer.body.code == code)
                #expect(bed.proxy.count("CreateAccountAssignment") == 0)
                #expect(try await !bed.hasAccess(user))
                try await bed.sweepUntilOver(user, "\(operation)")
            }
        }
    }
}
