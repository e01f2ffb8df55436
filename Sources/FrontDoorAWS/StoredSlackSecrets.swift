// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FrontDoor
import JITAccess

/// The Slack app's secrets in Secrets Manager, read once a container and again when they turn out to be wrong. So a new
/// secret is in use within a minute, and nothing is deployed for it.
actor StoredSlackSecrets: SlackSecrets {
    /// Calls with a wrong signature, which anybody can send, lead to no more than one read in this time.
    private static let pause = Duration.seconds(60)

    private let secretsManager: SecretsManager
    private let id: String
    private let clock: any AccessClock
    private var known: SlackSecret?
    private var readAt: Timestamp?

    init(_ secretsManager: SecretsManager, id: String, clock: any AccessClock) {
        self.secretsManager = secretsManager
        self.id = id
        self.clock = clock
    }

    func current() async throws(SlackError) -> SlackSecret {
        if let known { return known }
        return try await read()
    }

    func refreshed(after secret: SlackSecret) async throws(SlackError) -> SlackSecret? {
        // Somebody else has read it meanwhile.
        if let known, known != secret { return known }
        if let readAt, clock.now() - readAt < Self.pause { return nil }
        let newer = try await read()
        return newer == secret ? nil : newer
    }

    private func read() async throws(SlackError) -> SlackSecret {
        let text: Secret
        readAt = clock.now()
        do throws(AWSError) {
            text = try await secretsManager.secretText(id)
        } catch {
            throw .unreachable("the secret \(id) cannot be read: \(error.description)")
        }
        guard let secret = SlackSecret(json: Array(text.exposed.utf8)) else {
            throw .unreachable("the secret \(id) is not {\"bot_token\":\"...\",\"signing_secret\":\"...\"}")
        }
        known = secret
        return secret
    }
}
