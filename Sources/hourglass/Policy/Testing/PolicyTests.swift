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

    /// The person of this name, or `user:<id>`.
    func person(_ name: String) -> PolicyPrincipal? {
        people.first { $0.names.contains(name) || ($0.userID != nil && $0.userID == PersonReference.userID(of: name)) }
    }

    /// The account of this id or name.
    func account(_ text: String) -> PolicyAccount? {
        accounts.first { $0.id.description == text || $0.name == text }
    }

    /// Which fact is missing that the policy or an assertion goes by; what is not said there would match no rule, and so
    /// break no assertion.
    func missingFact(for policy: Policy) -> String? {
        let selectors = policy.accountSelectors + assertions.map(\.accounts)
        if selectors.contains(where: \.asksForUnitIDs),
            let account = accounts.first(where: { $0.organizationalUnits.contains { $0.id.isEmpty } })
        {
            return "the account \(account.id) has no ou_ids, and units are chosen by their ids"
        }
        if selectors.contains(where: \.asksForName), let account = accounts.first(where: { $0.name == nil }) {
            return "the account \(account.id) has no name, and accounts are chosen by their names"
        }
        return nil
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
