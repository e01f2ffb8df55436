// SPDX-License-Identifier: Apache-2.0

package import AWSClient
package import JITAccess
import JITAccessAWS
package import ServiceNow

/// The user of ServiceNow in Secrets Manager.
package struct StoredServiceNowUser: ServiceNowSignIn {
    private let stored: StoredSecret<ServiceNowUser>

    package init(_ secretsManager: SecretsManager, id: String, clock: any AccessClock) {
        stored = StoredSecret(secretsManager, id: id, clock: clock) { try? ServiceNowUser($0) }
    }

    package func user() async throws(TicketError) -> ServiceNowUser {
        try await stored.current(or: said)
    }

    package func user(insteadOf refused: ServiceNowUser) async throws(TicketError) -> ServiceNowUser? {
        try await stored.refreshed(after: refused, or: said)
    }

    private func said(_ error: StoredSecretError) -> TicketError {
        switch error {
        case .unreadable(let error): TicketError("The secret \(stored.id) cannot be read: \(error.description)")
        case .malformed: ServiceNowUser.malformed
        }
    }
}
