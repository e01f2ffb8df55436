// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Testing

@testable import hourglass

@Suite("hourglass migrate")
struct MigrationPlanTests {
    private static let now = Timestamp(seconds: 1_796_040_000)

    @Test("Each row is listed with its end, the assignment that there is, and what adopting it would do")
    func plan() {
        let rows: [MigrationPlan.Row] = [
            .init(key: "u4", expiresAt: nil, assignment: .unknown("the row cannot be understood")),
            .init(key: "u2", expiresAt: Self.now + .seconds(60), assignment: .there),
            .init(key: "u1", expiresAt: Self.now - .seconds(60), assignment: .there),
            .init(key: "u3", expiresAt: Self.now - .seconds(120), assignment: .absent),
        ]
        let lines = MigrationPlan(rows: rows, at: Self.now).text.split(separator: "\n").map(String.init)
        #expect(lines[1].contains("unknown: the row cannot be understood") && lines[1].hasSuffix("u4"))
        #expect(lines[2].contains("no  ") && lines[2].contains("there is nothing to end"))
        #expect(lines[3].contains(", over") && lines[3].contains("ends at once") && lines[3].hasSuffix("u1"))
        #expect(lines[4].contains("becomes a lease and ends then") && !lines[4].contains("over"))
        #expect(lines.last?.hasPrefix("4 rows.") == true)
    }

    @Test("Without rows there is nothing to list")
    func none() {
        #expect(MigrationPlan(rows: [], at: Self.now).text == "There are no rows of the published sample.")
    }

    @Test("The instance is that of the permission set")
    func instance() {
        #expect(
            LegacyRowReader.instance(of: "arn:aws:sso:::permissionSet/ssoins-1/ps-1")
                == "arn:aws:sso:::instance/ssoins-1"
        )
        for text in ["", "arn:aws:sso:::permissionSet/ssoins-1", "x/y/z", "arn:aws:sso:::permissionSet/a/b/c"] {
            #expect(LegacyRowReader.instance(of: text) == nil)
        }
    }

    @Test("begin and end print the command for the stack that is named, and no other name gets into it")
    func commands() throws {
        #expect(
            try StackOptions.parse(["--stack", "other"]).command(.on)
                == "scripts/deploy --stack other -- --parameter-overrides AdoptLegacyRows=on"
        )
        #expect(throws: (any Error).self) { try StackOptions.parse(["--stack", "x; rm"]) }
    }
}
