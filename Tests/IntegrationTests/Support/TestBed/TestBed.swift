// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import LocalLambda
import TestSupport
import Testing

/// All that one test needs, and nothing that another has: tables, a topic with an inbox, and the two functions as they
/// are deployed, which reach the local AWS through a proxy.
struct TestBed: Sendable {
    static let account = "111122223333"
    static let administrator = "AdministratorAccess"

    let client: AWSClient
    let proxy: AWSProxy
    let ledger: LedgerTables
    let alerts: AlertInbox
    let instance: SSOAdmin.Instance
    let users = UserList()
    let grant: LocalFunction
    let revoke: LocalFunction

    private let policyFile: URL

    /// The functions' environment.
    let variables: [String: String]

    /// Runs a test, and ends afterwards what it started.
    ///
    /// - Parameters:
    ///   - policy: The policy that decides, as JSON.
    ///   - variables: More of the functions' environment; nil takes one out.
    ///   - identity: With one, AWS is reached by TLS.
    static func with(
        _ variables: [String: String?] = [:],
        policy: String = PolicyFixture.direct(["AdministratorAccess", "ReadOnlyAccess", "PowerUserAccess"]),
        tls identity: TLSIdentity? = nil,
        _ body: (TestBed) async throws -> Void
    ) async throws {
        let bed = try await TestBed(variables, policy, identity)
        do {
            try await body(bed)
            await bed.end()
        } catch {
            await bed.end()
            throw error
        }
    }

    private init(_ variables: [String: String?], _ policy: String, _ identity: TLSIdentity?) async throws {
        client = try LocalAWS.client()
        ledger = try await LedgerTables.make(client)
        alerts = try await AlertInbox.make(client)
        instance = try #require(try await client.ssoAdmin.listInstances().elements().first)
        proxy = try AWSProxy(LocalAWS.upstream(), tls: identity)
        policyFile = try PolicyFixture.write(policy)
        var all = [
            "AWS_REGION": LocalAWS.region, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": proxy.url, "STATE_TABLE": ledger.state, "AUDIT_TABLE": ledger.audit,
            "ALERT_TOPIC_ARN": alerts.topicARN, "SEAL_KEY": try LocalAWS.sealKey(),
            "POLICY_FILE": policyFile.path, "ADOPT_LEGACY_ROWS": "on",
        ]
        for (name, value) in variables { all[name] = value }
        self.variables = all
        grant = LocalFunction(Self.configuration("Grant", all))
        revoke = LocalFunction(Self.configuration("Revoke", all))
    }

    private func end() async {
        try? FileManager.default.removeItem(at: policyFile)
        await grant.stop()
        await revoke.stop()
        proxy.stop()
        await removeAssignments()
    }

    /// Another execution environment of a function. Stop it in the end.
    ///
    /// - Parameter variables: what is other than in its usual environment.
    func another(_ name: String, with variables: [String: String] = [:]) -> LocalFunction {
        LocalFunction(Self.configuration(name, self.variables.merging(variables) { $1 }))
    }

    static func configuration(_ name: String, _ variables: [String: String]) -> FunctionConfiguration {
        // The functions are built next to the tests.
        let products = Bundle.main.executableURL?.deletingLastPathComponent() ?? URL(filePath: ".build/debug")
        // By this the local AWS knows whose rights to the tables to ask the template about.
        let key = ["AWS_ACCESS_KEY_ID": "ROLE\(name.uppercased())"]
        return FunctionConfiguration(
            name: name,
            executable: products.appending(path: name),
            environment: variables.merging(key) { $1 },
            // The machine may be busy with other tests.
            initLimit: .seconds(30)
        )
    }
}
