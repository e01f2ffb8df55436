// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FrontDoor
import Hashing
import JITAccess
import JITAccessAWS

/// The key in Secrets Manager that a system signs its calls with: `{"signing_key":"..."}`.
struct StoredSigningKey: SigningSecrets {
    /// What is shorter could be guessed from one signed call.
    static let minimumBytes = 20

    private let stored: StoredSecret<Secret>

    init(_ secretsManager: SecretsManager, id: String, clock: any AccessClock) {
        stored = StoredSecret(secretsManager, id: id, clock: clock, parse: Self.key)
    }

    static func key(_ secret: Secret) -> Secret? {
        guard case .object(let members)? = try? JSONValue(parsing: Array(secret.exposed.utf8)),
            case .string(let key) = members["signing_key"], key.utf8.count >= minimumBytes
        else { return nil }
        return Secret(key)
    }

    func current() async throws(WorkFailure) -> Secret {
        try await stored.current(or: said)
    }

    func refreshed(after wrong: Secret) async throws(WorkFailure) -> Secret? {
        try await stored.refreshed(after: wrong, or: said)
    }

    private func said(_ error: StoredSecretError) -> WorkFailure {
        switch error {
        case .unreadable(let error): WorkFailure("The secret \(stored.id) cannot be read: \(error.description)")
        case .malformed:
            WorkFailure(
                "The secret \(stored.id) is not {\"signing_key\":\"...\"} with \(Self.minimumBytes) bytes or more."
            )
        }
    }
}
