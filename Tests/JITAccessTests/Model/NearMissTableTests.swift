// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("Near misses")
struct NearMissTableTests {
    private static let known = ["user_email", "account_id", "ticket", "source", "id"]

    @Test(
        "Alike but for case and separators, or two edits away",
        arguments: [
            ("userEmail", "user_email"), ("USER EMAIL", "user_email"), ("account-id", "account_id"),
            ("acount_i", "account_id"), ("tikcet", "ticket"), ("ticketss", "ticket"), ("souce", "source"), ("ID", "id"),
        ]
    )
    func near(name: String, meant: String) {
        #expect(NearMiss.of(name, among: Self.known) == meant)
    }

    @Test("Farther, or short", arguments: ["", "x", "idx", "ticketing", "email", "account", "sys_id", "ür"])
    func far(name: String) {
        #expect(NearMiss.of(name, among: Self.known) == nil)
    }

    @Test("What is shown of a name is printable and short")
    func printable() {
        #expect(NearMiss.printable("a b\n\u{202E}é") == "a?b??????")
        #expect(NearMiss.printable(String(repeating: "x", count: 100)).utf8.count == 40)
    }
}
