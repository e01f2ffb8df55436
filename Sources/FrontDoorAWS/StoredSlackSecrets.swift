// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FrontDoor
import JITAccess
import JITAccessAWS

/// The Slack app's secrets in Secrets Manager.
struct StoredSlackSecrets: SlackSecrets {
    private let stored: StoredSecret<SlackSecret>

    init(_ secretsManager: SecretsManager, id: String, clock: any AccessClock) {
        stored = StoredSecret(secretsManager, id: id, clock: clock) { text in
            SlackSecret(json: Array(text.exposed.utf8))
        }
    }

    func current() async throws(SlackError) -> SlackSecret {
        try await stored.current(or: said)
    }

    func refreshed(after secret: SlackSecret) async throws(SlackError) -> SlackSecret? {
        try await stored.refreshed(after: secret, or: said)
    }

    private func said(_ error: StoredSecretError) -> SlackError {
        switch error {
        case .unreadable(let error): .unreachable("the secret \(stored.id) cannot be read: \(error.description)")
        case .malformed:
            .unreachable("the secret \(stored.id) is not {\"bot_token\":\"...\",\"signing_secret\":\"...\"}")
        }
    }
}
