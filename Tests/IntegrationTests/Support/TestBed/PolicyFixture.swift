// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Policies for tests.
enum PolicyFixture {
    /// One rule: the calling system may lend these permission sets for up to 30 days.
    static func direct(_ permissionSets: [String]) -> String {
        let names = permissionSets.map { #""\#($0)""# }.joined(separator: ", ")
        return #"""
            {"version": 1, "rules": [{
                "name": "calling-system", "effect": "allow", "principals": "*", "paths": ["itsm"], "accounts": "*",
                "permission_sets": [\#(names)], "maximum_duration": "30d", "justification": {"minimum_length": 0},
                "approval": "automatic"
            }]}
            """#
    }

    /// Writes a policy where the functions can read it.
    static func write(_ policy: String) throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "policy-\(UUID().uuidString).json")
        try Data(policy.utf8).write(to: file)
        return file
    }
}
