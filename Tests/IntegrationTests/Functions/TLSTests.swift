// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalLambda
import TestSupport
import Testing

extension FunctionTests {
    @Suite("AWS behind a certificate authority of one's own")
    struct TLSTests {
        @Test("The functions work with AWS_CA_BUNDLE, and refuse to talk without it")
        func ownAuthority() async throws {
            let authority = try TestAuthority()
            defer { authority.remove() }
            let identity = try authority.identity(for: "IP:127.0.0.1")
            try await TestBed.with(["AWS_CA_BUNDLE": authority.certificatePath], tls: identity) { bed in
                let user = try await bed.makeUser()
                #expect(try await bed.grant(to: user).statusCode == 200)
                #expect(try await bed.hasAccess(user))
            }
            // Set to nothing is not set: then the system's authorities count, which do not know this one.
            for setting in [nil, ""] as [String?] {
                try await TestBed.with(["AWS_CA_BUNDLE": setting], tls: identity) { bed in
                    let user = try await bed.makeUser()
                    let event = try JSONSerialization.data(withJSONObject: TestBed.event(user))
                    let report = try await bed.grant.perform(InvocationRequest(event: event))
                    #expect(try FunctionAnswer(report.outcome).statusCode == 500)
                    #expect(report.log.contains { $0.contains("certificate problem") }, "\(report.log)")
                    #expect(bed.proxy.calls.isEmpty)
                    #expect(try await !bed.hasAccess(user))
                }
            }
        }
    }
}
