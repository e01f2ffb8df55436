// SPDX-License-Identifier: Apache-2.0

package import AWSClient
package import JITAccess

/// A secret in Secrets Manager, which is believed for a minute and then read again, whatever it proves: a key that was
/// replaced is no longer good after that, though nobody has used the new one. One that cannot be read again is not used
/// any longer either. Nothing is deployed for a change.
package actor StoredSecret<Value: Sendable & Equatable> {
    /// How long it is believed. What proves a secret wrong may be sent by anybody: it too leads to no more than one read
    /// in this time.
    private let life = Duration.seconds(60)

    private struct Known {
        let value: Value
        /// When reading it began: a change after that may not be in it.
        let askedAt: Timestamp
    }

    package nonisolated let id: String
    private let secretsManager: SecretsManager
    private let clock: any AccessClock
    private let parse: @Sendable (Secret) -> Value?
    private var known: Known?
    private var readAt: Timestamp?

    /// The read that everybody waits for who needs the secret meanwhile.
    private var reading: Task<Result<Known, StoredSecretError>, Never>?

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

    /// What it stands for, as it was within the last minute. One of a wrong form is not remembered: it is read anew each
    /// time.
    ///
    /// - Throws: ``StoredSecretError`` if it cannot be read; what it was before is then not used beyond its life.
    package func current() async throws(StoredSecretError) -> Value {
        if let fresh { return fresh }
        return try await read()
    }

    /// Another one than `wrong`; nil if there is none, or it is too soon to look.
    package func refreshed(after wrong: Value) async throws(StoredSecretError) -> Value? {
        // Somebody else has read it meanwhile.
        if let fresh, fresh != wrong { return fresh }
        if let readAt, isWithinLife(readAt) { return nil }
        let newer = try await read()
        return newer == wrong ? nil : newer
    }

    /// What is known, if it may still be used.
    private var fresh: Value? {
        known.flatMap { isWithinLife($0.askedAt) ? $0.value : nil }
    }

    /// A clock that was set back tells nothing about how old it is.
    private func isWithinLife(_ moment: Timestamp) -> Bool {
        let age = clock.now() - moment
        return age >= .zero && age < life
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
        let task: Task<Result<Known, StoredSecretError>, Never>
        if let reading {
            task = reading
        } else {
            let askedAt = clock.now()
            readAt = askedAt
            task = Task { await self.ask(askedAt) }
            reading = task
        }
        return try await task.value.get().value
    }

    private func ask(_ askedAt: Timestamp) async -> Result<Known, StoredSecretError> {
        let answer: Result<Known, StoredSecretError>
        do throws(AWSError) {
            let text = try await secretsManager.secretText(id)
            answer = parse(text).map { .success(Known(value: $0, askedAt: askedAt)) } ?? .failure(.malformed)
        } catch {
            answer = .failure(.unreadable(error))
        }
        known = try? answer.get()
        reading = nil
        return answer
    }
}

/// Why a stored secret is not known.
package enum StoredSecretError: Error {
    case unreadable(AWSError)
    /// It is there, and not of the form that is wanted.
    case malformed
}
