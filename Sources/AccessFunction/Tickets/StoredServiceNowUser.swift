// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Hashing
package import JITAccess
package import JITAccessAWS
package import ServiceNow

/// The user of ServiceNow in Secrets Manager.
package struct StoredServiceNowUser: ServiceNowSignIn {
    private let secret: StoredSecret

    package init(_ secret: StoredSecret) {
        self.secret = secret
    }

    package func user() async throws(TicketError) -> ServiceNowUser {
        let secret = secret
        return try ServiceNowUser(try await reading { () throws(AWSError) in try await secret.current() })
    }

    package func user(insteadOf refused: ServiceNowUser) async throws(TicketError) -> ServiceNowUser? {
        let secret = secret
        let known = try await reading { () throws(AWSError) in try await secret.current() }
        let user = try ServiceNowUser(known)
        // Somebody else has read it meanwhile.
        guard user == refused else { return user }
        let newer = try await reading { () throws(AWSError) in try await secret.refreshed(after: known) }
        guard let newer else { return nil }
        return try ServiceNowUser(newer)
    }

    private func reading<Value>(_ body: () async throws(AWSError) -> Value) async throws(TicketError) -> Value {
        do throws(AWSError) {
            return try await body()
        } catch {
            throw TicketError("The secret \(secret.id) cannot be read: \(error.description)")
        }
    }
}
