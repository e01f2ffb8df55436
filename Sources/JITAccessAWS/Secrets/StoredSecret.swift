// SPDX-License-Identifier: Apache-2.0

package import AWSClient
package import JITAccess

/// A secret in Secrets Manager, read once a container and again when it turns out to be wrong. So a new one is in use
/// within a minute, and nothing is deployed for it.
package actor StoredSecret<Value: Sendable & Equatable> {
    /// What proves a secret wrong may be sent by anybody: it leads to no more than one read in this time.
    private let pause = Duration.seconds(60)

    package nonisolated let id: String
    private let secretsManager: SecretsManager
    private let clock: any AccessClock
    private let parse: @Sendable (Secret) -> Value?
    private var known: Value?
    private var readAt: Timestamp?

    /// - Parameters:
    ///   - id: its name or ARN.
    ///   - parse: makes of its text what it stands for; nil if it is not of that form.
    package init(
        _ secretsManager: SecretsManager,
        id: String,
        clock: any AccessClock,
        parse: @escaping @Sendable (Secret) -> Value?
    ) {
        self.secretsManager = secretsManager
        self.id = id
        self.clock = clock
        self.parse = parse
    }

    /// What it stands for, as it is known. One of a wrong form is not remembered: it is read anew each time.
    package func current() async throws(StoredSecretError) -> Value {
        if let known { return known }
        return try await read()
    }

    /// Another one than `wrong`; nil if there is none, or it is too soon to look.
    package func refreshed(after wrong: Value) async throws(StoredSecretError) -> Value? {
        // Somebody else has read it meanwhile.
        if let known, known != wrong { return known }
        if let readAt, clock.now() - readAt < pause { return nil }
        let newer = try await read()
        return newer == wrong ? nil : newer
    }

    /// The same as ``current()``, with the error that its user throws.
    package nonisolated func current<Failure: Error>(
        or failure: (StoredSecretError) -> Failure
    ) async throws(Failure) -> Value {
        do throws(StoredSecretError) {
            return try await current()
        } catch {
            throw failure(error)
        }
    }

    /// The same as ``refreshed(after:)``, with the error that its user throws.
    package nonisolated func refreshed<Failure: Error>(
        after wrong: Value,
        or failure: (StoredSecretError) -> Failure
    ) async throws(Failure) -> Value? {
        do throws(StoredSecretError) {
            return try await refreshed(after: wrong)
        } catch {
            throw failure(error)
        }
    }

    private func read() async throws(StoredSecretError) -> Value {
        readAt = clock.now()
        let text: Secret
        do throws(AWSError) {
            text = try await secretsManager.secretText(id)
        } catch {
            throw .unreadable(error)
        }
        guard let value = parse(text) else { throw .malformed }
        known = value
        return value
    }
}

/// Why a stored secret is not known.
package enum StoredSecretError: Error {
    case unreadable(AWSError)
    /// It is there, and not of the form that is wanted.
    case malformed
}
