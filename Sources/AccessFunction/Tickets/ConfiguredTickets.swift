// SPDX-License-Identifier: Apache-2.0

import AWSClient
import HTTPTransport
import JITAccess
import JITAccessAWS
import ServiceNow

/// The ticket system that the environment names.
enum ConfiguredTickets {
    /// - Throws: ``ConfigurationError`` if a variable is wrong, or the policy checks tickets and there is nothing to ask.
    static func system(
        _ environment: [String: String],
        _ policy: PolicyInForce,
        _ client: AWSClient,
        _ transport: any Transport
    ) throws(ConfigurationError) -> any TicketSystem {
        guard let settings = try ServiceNowSettings(environment: environment) else {
            guard case .whole(let policy) = policy, policy.checksTickets else { return NoTicketSystem() }
            throw ConfigurationError(
                "SERVICENOW_INSTANCE and SERVICENOW_SECRET must be set: the policy has rules that check tickets."
            )
        }
        let user = StoredServiceNowUser(client.secretsManager, id: settings.secretID, clock: SystemClock())
        return ServiceNowTickets(ServiceNowCaller(settings.instance, over: transport, as: user))
    }
}
