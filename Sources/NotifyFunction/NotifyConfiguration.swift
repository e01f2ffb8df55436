// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS

/// What Notify is told by its environment; read and checked once, at INIT.
struct NotifyConfiguration: Sendable, Equatable {
    /// Where alerts go; without it they are only logged.
    let alertTopicARN: String?

    /// The aliases that new records are handed to, each of a notice that is switched on.
    let notices: [Notice]

    struct Notice: Sendable, Equatable {
        let name: String
        let aliasARN: String
    }

    /// The variables that may name an alias.
    private static let variables = ["SLACK_NOTICES_ALIAS_ARN", "TICKET_NOTICES_ALIAS_ARN"]

    /// - Throws: ``ConfigurationError`` naming the variable that is wrong and what would be right.
    init(environment: [String: String]) throws(ConfigurationError) {
        let variables = EnvironmentReader(environment)
        alertTopicARN = try variables.topicARN("ALERT_TOPIC_ARN")
        var notices: [Notice] = []
        for name in Self.variables {
            let expected = "the ARN of a function with an alias at its end"
            guard let arn = try variables.text(name, expected: expected, { Self.alias($0) != nil }),
                let alias = Self.alias(arn)
            else { continue }
            notices.append(Notice(name: alias, aliasARN: arn))
        }
        self.notices = notices
    }

    private static func alias(_ arn: String) -> String? {
        guard case .integration(let name) = Channel(invokedFunctionARN: arn) else { return nil }
        return name
    }
}
