// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import Testing

/// What must hold whatever has happened (design.md, section 2).
extension TestBed {
    /// No access without a record that will come due.
    func expectNoUnrecordedAccess(_ user: TestUser, _ comment: Comment) async throws {
        let bindings = try await ledger.bindings(of: user)
        if try await hasAccess(user) { #expect(bindings.count == 1, comment) }
        for binding in bindings {
            #expect(binding["due"] == "due", comment)
            #expect(binding["due_at"]?.integerValue != nil, comment)
        }
    }

    /// Lets all time pass that a lease, a recovery or a back-off can last, and sweeps as often as a schedule would
    /// until nothing is left; the trouble is over by then.
    func sweepUntilOver(_ user: TestUser, _ comment: Comment) async throws {
        proxy.forget()
        for _ in 1...6 {
            try await ledger.letPass(.seconds(4000))
            try await sweep()
            if try await ledger.bindings(of: user).isEmpty { break }
        }
        #expect(try await ledger.bindings(of: user).isEmpty, comment)
        #expect(try await !hasAccess(user), comment)
        let trails = try await ledger.trails()
        if !trails.isEmpty { #expect(try AuditTrail.problems(of: trails) == "", comment) }
        for trail in trails {
            // What ended, ended once; what was granted was granted once.
            for step in ["REVOKE SUCCESS", "RELEASE SUCCESS", "GRANT SUCCESS"] {
                #expect(trail.steps.count { $0 == step } <= 1, comment)
            }
        }
    }
}
