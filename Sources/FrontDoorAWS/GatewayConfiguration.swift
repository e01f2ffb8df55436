// SPDX-License-Identifier: Apache-2.0

public import AWSClient
import AccessFunction
import FrontDoor
import JITAccess
import JITAccessAWS

/// What the Gateway is told by its environment; read and checked once, at INIT.
public struct GatewayConfiguration: Sendable, Equatable {
    /// The Gateway's own table.
    public let table: String
    public let stateTable: String
    public let auditTable: String

    /// Nil without the secret of a Slack app.
    let slack: Slack?

    /// Nil without the key of a system that signs its calls.
    let signed: Signed?

    /// The instance whose tickets get work notes; nil without one.
    let serviceNow: ServiceNowSettings?

    /// People in Slack.
    struct Slack: Sendable, Equatable {
        /// Grant and Revoke, each by the alias of Slack.
        let functions: [AccessFunctionKind: String]

        /// The secret of the Slack app, by name or ARN.
        let secretID: String

        /// `https://slack.com`, or a stand-in on this machine.
        let url: String
        let settings: SlackSettings
    }

    /// A system that signs its calls.
    struct Signed: Sendable, Equatable {
        /// Grant and Revoke, each by the alias of this system.
        let functions: [AccessFunctionKind: String]

        /// The entry point of that alias.
        let integration: EntryPoint

        /// The secret with the key, by name or ARN.
        let secretID: String
    }

    /// Reads the variables of docs/slack.md and docs/servicenow.md.
    ///
    /// - Throws: ``ConfigurationError`` naming the variable that is wrong and what would be right.
    public init(environment: [String: String]) throws(ConfigurationError) {
        let variables = EnvironmentReader(environment)
        table = try variables.tableName("GATEWAY_TABLE", default: "jit-access-gateway")
        stateTable = try variables.tableName("STATE_TABLE", default: "jit-access-state")
        auditTable = try variables.tableName("AUDIT_TABLE", default: "jit-access-audit")
        slack = try variables.slack()
        signed = try variables.signed()
        serviceNow = try ServiceNowSettings(environment: environment)
        guard slack != nil || signed != nil || serviceNow != nil else {
            throw ConfigurationError(
                "SLACK_SECRET_ID, SERVICENOW_SIGNING_SECRET or SERVICENOW_INSTANCE must be set: the Gateway has no door "
                    + "to open and nobody to tell."
            )
        }
    }
}

extension EnvironmentReader {
    fileprivate func slack() throws(ConfigurationError) -> GatewayConfiguration.Slack? {
        guard let secret = try secret("SLACK_SECRET_ID") else { return nil }
        let functions = try aliases("GRANT_ALIAS_ARN", "REVOKE_ALIAS_ARN")
        let channel = try needed("SLACK_CHANNEL", "the id of a channel, such as C0123456789") { text in
            ("C"..."G").contains(text.prefix(1)) && text.utf8.count <= 40
                && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
        }
        let standIn = try text("SLACK_API_URL", expected: "http://127.0.0.1:<port>, a stand-in", Self.isLoopback)
        return GatewayConfiguration.Slack(
            functions: functions.mapValues(\.arn),
            secretID: secret,
            url: standIn ?? "https://slack.com",
            settings: SlackSettings(
                approversChannel: channel,
                accessPortalURL: try text("ACCESS_PORTAL_URL", expected: "an https URL", Self.isPortal),
                helpContact: try text("HELP_CONTACT", expected: "whom people may ask") { $0.utf8.count <= 200 }
                    ?? "the people who run Hourglass",
                responseBase: standIn.map { "\($0)/" } ?? "https://hooks.slack.com/"
            )
        )
    }

    fileprivate func signed() throws(ConfigurationError) -> GatewayConfiguration.Signed? {
        guard let secret = try secret("SERVICENOW_SIGNING_SECRET") else { return nil }
        let (grant, revoke) = ("SERVICENOW_GRANT_ALIAS_ARN", "SERVICENOW_REVOKE_ALIAS_ARN")
        let functions = try aliases(grant, revoke)
        guard let integration = functions[.grant]?.entryPoint, integration == functions[.revoke]?.entryPoint else {
            throw ConfigurationError("\(grant) and \(revoke) must end with the same alias.")
        }
        return GatewayConfiguration.Signed(
            functions: functions.mapValues(\.arn),
            integration: integration,
            secretID: secret
        )
    }

    private func aliases(
        _ grant: String,
        _ revoke: String
    ) throws(ConfigurationError) -> [AccessFunctionKind: (arn: String, entryPoint: EntryPoint?)] {
        [.grant: try alias(grant), .revoke: try alias(revoke)]
    }

    private func alias(_ name: String) throws(ConfigurationError) -> (arn: String, entryPoint: EntryPoint?) {
        let expected = "the ARN of a function with the alias of an integration at its end"
        let arn = try needed(name, expected) { Self.integration($0) != nil }
        return (arn, Self.integration(arn))
    }

    private static func integration(_ arn: String) -> EntryPoint? {
        guard case .integration(let name) = Channel(invokedFunctionARN: arn) else { return nil }
        return EntryPoint(alias: name)
    }

    private func needed(
        _ name: String,
        _ expected: String,
        _ check: (String) -> Bool
    ) throws(ConfigurationError) -> String {
        guard let text = try text(name, expected: expected, check) else {
            throw ConfigurationError("\(name) must be set, to \(expected).")
        }
        return text
    }

    /// Nothing that is not of this machine may stand in for Slack: it would be given the token.
    private static func isLoopback(_ text: String) -> Bool {
        let prefix = "http://127.0.0.1:"
        let port = text.dropFirst(prefix.utf8.count)
        return text.hasPrefix(prefix) && (1...5).contains(port.utf8.count)
            && port.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// What would end a link of Slack's is left out of it.
    private static func isPortal(_ text: String) -> Bool {
        text.hasPrefix("https://") && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"<>|".utf8.contains($0) }
    }
}
