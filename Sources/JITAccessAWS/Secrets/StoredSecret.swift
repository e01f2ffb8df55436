// SPDX-License-Identifier: Apache-2.0

package import AWSClient
package import JITAccess

/// A secret in Secrets Manager, read once a container and again when it turns out to be wrong. So a new one is in use
/// within a minute, and nothing is deployed for it.
package actor StoredSecret {
    /// What proves a secret wrong may be sent by anybody: it leads to no more than one read in this time.
    private static let pause = Duration.seconds(60)

    package nonisolated let id: String
    private let secretsManager: SecretsManager
    private let clock: any AccessClock
    private var known: Secret?
    private var readAt: Timestamp?

    /// - Parameter id: its name or ARN.
    package init(_ secretsManager: SecretsManager, id: String, clock: any AccessClock) {
        self.secretsManager = secretsManager
        self.id = id
        self.clock = clock
    }

    /// The secret as it is known.
    package func current() async throws(AWSError) -> Secret {
        if let known { return known }
        return try await read()
    }

    /// Another one than `wrong`; nil if there is none, or it is too soon to look.
    package func refreshed(after wrong: Secret) async throws(AWSError) -> Secret? {
        // Somebody else has read it meanwhile.
        if let known, known != wrong { return known }
        if let readAt, clock.now() - readAt < Self.pause { return nil }
        let newer = try await read()
        return newer == wrong ? nil : newer
    }

    private func read() async throws(AWSError) -> Secret {
        readAt = clock.now()
        let secret = try await secretsManager.secretText(id)
        known = secret
        return secret
    }
}
