// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

extension ShapeCase {
    /// What was added for the Gateway.
    static let gateway: [ShapeCase] = [
        ShapeCase("secretsmanager", "GetSecretValue") { client in
            let secret = try await client.secretsManager.secretText("hourglass/slack")
            #expect(secret.exposed == #"{"bot_token":"xoxb-1","signing_secret":"s"}"#)
            #expect("\(secret)" == "***")
        },
        ShapeCase("organizations", "ListAccounts") { client in
            let accounts = try await client.organizations.listAccounts().elements()
            #expect(accounts.map(\.id) == ["111122223333", "777788889999"])
            #expect(accounts.map(\.isActive) == [true, false])
        },
    ]
}
