// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What a file of policy tests holds: made-up facts, decisions that are expected, and assertions over everything that
/// the facts make possible.
struct PolicyTests {
    /// A person, workload or agent, by the first of its names.
    var people: [PolicyPrincipal] = []
    var accounts: [PolicyAccount] = []

    /// Those that assertions go through.
    var permissionSets: [PolicyPermissionSet] = []

    /// The policy that is tested, relative to the file; nil if it does not say.
    var policy: String?
    var defaultPermissionSet = "AdministratorAccess"
    var expectations: [Expectation] = []
    var assertions: [Assertion] = []

    /// The person of this name.
    func person(_ name: String) -> PolicyPrincipal? {
        people.first { $0.names.contains(name) }
    }

    /// The account of this id or name.
    func account(_ text: String) -> PolicyAccount? {
        accounts.first { $0.id.description == text || $0.name == text }
    }
}

/// One line of the report.
struct PolicyTestResult {
    let name: String

    /// What is wrong; nil if the test passed.
    let failure: String?

    var json: JSONValue {
        var members: [String: JSONValue] = ["name": .string(name), "passed": .bool(failure == nil)]
        members["failure"] = failure.map(JSONValue.string)
        return .object(members)
    }
}
