// SPDX-License-Identifier: Apache-2.0

public import AWSClient
public import FrontDoor
import JITAccess
import JITAccessAWS

/// What the Gateway is told by its environment; read and checked once, at INIT.
public struct GatewayConfiguration: Sendable, Equatable {
    /// Grant and Revoke, each by the alias of Slack.
    public let functions: [AccessFunctionKind: String]

    /// The Gateway's own table.
    public let table: String
    public let stateTable: String
    public let auditTable: String

    /// The secret of the Slack app, by name or ARN.
    public let slackSecret: String

    /// `https://slack.com`, or a stand-in on this machine.
    public let slackURL: String
    public let slack: SlackSettings

    /// Reads the variables of docs/slack.md.
    ///
    /// - Throws: ``ConfigurationError`` naming the variable that is wrong and what would be right.
    public init(environment: [String: String]) throws(ConfigurationError) {
        let variables = EnvironmentReader(environment)
        func needed(_ name: String, _ expected: String, _ check: (String) -> Bool) throws(ConfigurationError) -> String
        {
            guard let text = try variables.text(name, expected: expected, check) else {
                throw ConfigurationError("\(name) must be set, to \(expected).")
            }
            return text
        }
        functions = [
            .grant: try needed("GRANT_ALIAS_ARN", Self.aliasExpectation, Self.isAlias),
            .revoke: try needed("REVOKE_ALIAS_ARN", Self.aliasExpectation, Self.isAlias),
        ]
        table = try variables.tableName("GATEWAY_TABLE", default: "jit-access-gateway")
        stateTable = try variables.tableName("STATE_TABLE", default: "jit-access-state")
        auditTable = try variables.tableName("AUDIT_TABLE", default: "jit-access-audit")
        guard let secret = try variables.secret("SLACK_SECRET_ID") else {
            throw ConfigurationError("SLACK_SECRET_ID must be set, to \(EnvironmentReader.secretExpectation).")
        }
        slackSecret = secret
        let channel = try needed("SLACK_CHANNEL", "the id of a channel, such as C0123456789") { text in
            ("C"..."G").contains(text.prefix(1)) && text.utf8.count <= 40
                && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
        }
        let standIn = try variables.text(
            "SLACK_API_URL",
            expected: "http://127.0.0.1:<port>, a stand-in",
            Self.isLoopback
        )
        slackURL = standIn ?? "https://slack.com"
        slack = SlackSettings(
            approversChannel: channel,
            accessPortalURL: try variables.text("ACCESS_PORTAL_URL", expected: "an https URL", Self.isPortal),
            helpContact: try variables.text("HELP_CONTACT", expected: "whom people may ask") { $0.utf8.count <= 200 }
                ?? "the people who run Hourglass",
            responseBase: standIn.map { "\($0)/" } ?? "https://hooks.slack.com/"
        )
    }

    private static let aliasExpectation = "the ARN of a function with the alias of Slack at its end"

    private static func isAlias(_ text: String) -> Bool {
        if case .integration = Channel(invokedFunctionARN: text) { true } else { false }
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
