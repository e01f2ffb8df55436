// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import JITAccess
import LocalLambda
import Synchronization
import Testing

/// Where the flows go wrong: tables, a proxy, three people, and an Identity Center in a region of its own, so that
/// nothing which another test makes changes what is called.
///
/// One case after another; each begins with empty tables.
final class WireWorld: Sendable {
    /// Who gets access, who approves it, and who has had it all along.
    let ada, grace, linus: TestUser

    let client: AWSClient
    let proxy: AWSProxy
    let ledger: LedgerTables
    let instance: SSOAdmin.Instance
    let administrator: String

    /// The functions' environment.
    let variables: [String: String]
    let clock: StandingClock

    private let sso: SSOAdmin
    private let policyFile: URL

    private struct Case {
        /// Goes up with each: what is named after it is new.
        var number = 0
        /// What the functions do that the test does not look at; nothing disturbs them.
        var healthy: WireContainer
    }

    private let current: Mutex<Case>

    /// - Parameter region: The region of Identity Center; one for each world at a time.
    init(region: String) async throws {
        client = try LocalAWS.client()
        let home = try LocalAWS.client(region: region)
        sso = home.ssoAdmin
        instance = try #require(try await sso.listInstances().elements().first)
        administrator = try await Self.administrator(home, instance)
        (ada, grace, linus) = try await Self.people(home, instance)
        ledger = try await LedgerTables.make(client)
        proxy = try AWSProxy(LocalAWS.upstream())
        policyFile = try PolicyFixture.write(Self.policy)
        clock = StandingClock()
        variables = [
            "AWS_REGION": LocalAWS.region, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": proxy.url, "STATE_TABLE": ledger.state, "AUDIT_TABLE": ledger.audit,
            "POLICY_FILE": policyFile.path, "IDENTITY_CENTER_REGION": region, "SEAL_KEY": try LocalAWS.sealKey(),
            "ADOPT_LEGACY_ROWS": "on",
        ]
        let healthy = try WireContainer(variables, endpoints: LocalAWS.endpoints(), clock: clock, attempts: 3)
        current = Mutex(Case(healthy: healthy))
        try await clearDirectory()
        try await assign(linus)
    }

    /// As many as the machine can serve at a time; each has a region.
    static let regions = ["eu-north-1", "ap-south-1"]

    /// Runs `body` in a world of each region at the same time, and returns what all return.
    static func inEach<T: Sendable>(
        _ body: @escaping @Sendable (WireWorld, _ index: Int) async throws -> T
    ) async throws -> [T] {
        try await withThrowingTaskGroup(of: T.self) { group in
            for (index, region) in regions.enumerated() {
                group.addTask { try await with(region: region) { world in try await body(world, index) } }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Runs `body` in a world and ends it afterwards.
    static func with<T>(region: String, _ body: (WireWorld) async throws -> T) async throws -> T {
        let world = try await WireWorld(region: region)
        let result: Result<T, any Error>
        do {
            result = .success(try await body(world))
        } catch {
            result = .failure(error)
        }
        try await world.clearDirectory()
        world.proxy.stop()
        try? FileManager.default.removeItem(at: world.policyFile)
        return try result.get()
    }

    /// The calling system is not asked twice; people need an approval.
    private static let policy = #"""
        {"version": 1, "rules": [
            {"name": "systems", "effect": "allow", "principals": "*", "paths": ["itsm"], "accounts": "*",
             "permission_sets": ["AdministratorAccess"], "maximum_duration": "8h",
             "justification": {"minimum_length": 0}, "approval": "automatic"},
            {"name": "people", "effect": "allow", "principals": "*", "paths": ["cli"], "accounts": "*",
             "permission_sets": ["AdministratorAccess"], "maximum_duration": "8h",
             "justification": {"minimum_length": 0},
             "approval": {"levels": [{"name": "peer", "users": ["*@example.com"], "required": 1}], "timeout": "1h"}},
            {"name": "makers", "effect": "allow", "principals": "*", "paths": ["cli"], "accounts": "*",
             "permission_sets": ["@custom"], "maximum_duration": "8h", "justification": {"minimum_length": 0},
             "approval": {"levels": [
                {"name": "owner", "users": ["*@example.com"], "required": 1},
                {"name": "admin", "users": ["*@example.com"], "required": 1}
             ], "timeout": "1h"}}
         ]}
        """#

    private static func administrator(_ client: AWSClient, _ instance: SSOAdmin.Instance) async throws -> String {
        for arn in try await client.ssoAdmin.listPermissionSets(instanceARN: instance.arn).elements() {
            let found = try await client.ssoAdmin.describePermissionSet(
                instanceARN: instance.arn,
                permissionSetARN: arn
            )
            if found.name == TestBed.administrator { return arn }
        }
        return try await client.ssoAdmin.createPermissionSet(
            instanceARN: instance.arn,
            name: TestBed.administrator,
            description: "Everything",
            sessionDuration: "PT1H",
            tags: [:]
        ).arn
    }

    // MARK: Cases

    /// Begins a case: nothing is left of the one before, and the clock shows the machine's time, `age` ago.
    func begin(age: Duration) async throws {
        try await reset()
        clock.set(StandingClock.machine - age)
        current.withLock { current in
            current.number += 1
        }
    }

    var number: Int { current.withLock(\.number) }

    /// A container whose calls go through the proxy.
    func container(attempts: Int) throws -> WireContainer {
        try WireContainer(variables, endpoints: ["AWS_ENDPOINT_URL": proxy.url], clock: clock, attempts: attempts)
    }

    /// Has a function do something that is not what the case is about.
    @discardableResult
    func perform(_ event: WireEvent) async throws -> FunctionAnswer {
        try await current.withLock(\.healthy).invoke(event.function, try request(event))
    }

    /// The invocation that Lambda makes of an event.
    func request(_ event: WireEvent) throws -> InvocationRequest {
        let arn = TestBed.configuration(event.function.rawValue, variables).arn
        return try event.way.request(event.members, functionARN: arn, requestID: UUID().uuidString.lowercased())
    }

    // MARK: Identity Center

    /// An assignment, without its account.
    struct Assignment: Hashable {
        let userID: String
        let permissionSetARN: String
    }

    /// All assignments in the account.
    ///
    /// - Parameter customSets: The permission sets that were made for requests.
    func assignments(of customSets: Set<String>) async throws -> Set<Assignment> {
        var assignments: Set<Assignment> = []
        for set in customSets.union([administrator]) {
            let listed = try await sso.listAccountAssignments(
                instanceARN: instance.arn,
                accountID: TestBed.account,
                permissionSetARN: set
            ).elements()
            assignments.formUnion(listed.map { Assignment(userID: $0.principalID, permissionSetARN: set) })
        }
        return assignments
    }

    /// All permission sets but the one that was there before.
    func customSets() async throws -> Set<String> {
        Set(try await sso.listPermissionSets(instanceARN: instance.arn).elements()).subtracting([administrator])
    }

    /// Gives access as an administrator would, past Hourglass.
    func assign(_ user: TestUser) async throws {
        _ = try await sso.createAccountAssignment(
            instanceARN: instance.arn,
            assignment(Assignment(userID: user.id, permissionSetARN: administrator))
        )
    }

    private func assignment(_ assignment: Assignment) -> SSOAdmin.AccountAssignment {
        SSOAdmin.AccountAssignment(
            accountID: TestBed.account,
            permissionSetARN: assignment.permissionSetARN,
            principalID: assignment.userID
        )
    }

    /// Empties the tables. The cases before have left nothing else, or have failed.
    private func reset() async throws {
        proxy.forget()
        try await ledger.clear()
        try await ledger.forgetSearch()
    }

    /// Takes away what was lent.
    func remove(_ finding: Finding) async throws {
        try await remove(finding.assignments.filter { $0.userID != linus.id }, finding.customSets)
    }

    /// Takes everything away that somebody has.
    private func clearDirectory() async throws {
        let customSets = try await customSets()
        try await remove(try await assignments(of: customSets), customSets)
    }

    private func remove(_ assignments: Set<Assignment>, _ customSets: Set<String>) async throws {
        for left in assignments {
            _ = try await sso.deleteAccountAssignment(instanceARN: instance.arn, assignment(left))
        }
        for arn in customSets {
            try await sso.deletePermissionSet(instanceARN: instance.arn, permissionSetARN: arn)
        }
    }

    /// The people of a region, made once: the local identity store looks through all to find one.
    private static func people(
        _ client: AWSClient,
        _ instance: SSOAdmin.Instance
    ) async throws -> (TestUser, TestUser, TestUser) {
        if let known = known.withLock({ $0[instance.arn] }) { return known }
        let people = (
            try await TestUser.make(client, instance), try await TestUser.make(client, instance),
            try await TestUser.make(client, instance)
        )
        known.withLock { $0[instance.arn] = people }
        return people
    }

    private static let known = Mutex<[String: (TestUser, TestUser, TestUser)]>([:])
}

/// Something that a function is sent.
struct WireEvent {
    let function: WireFunction
    var members: TestBed.Event
    var way = TestBed.WayIn.direct
}
