// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

@Suite("Accounts of an organization")
struct AccountTests {
    @Test(
        "One is active only if whatever is told of it says so",
        arguments: [
            ("ACTIVE", "ACTIVE", true), ("ACTIVE", nil, true), (nil, "ACTIVE", true), (nil, nil, false),
            ("SUSPENDED", nil, false), (nil, "CLOSED", false), ("ACTIVE", "PENDING_CLOSURE", false),
            ("SUSPENDED", "ACTIVE", false), (nil, "PENDING_ACTIVATION", false), ("NEW_WORD", "ACTIVE", false),
        ] as [(String?, String?, Bool)]
    )
    func isActive(status: String?, state: String?, isActive: Bool) {
        #expect(Organizations.Account(id: "111122223333", status: status, state: state).isActive == isActive)
    }
}
