// SPDX-License-Identifier: Apache-2.0

package import AWSClient
import JITAccessAWS
package import ServiceNow

/// Which instance of ServiceNow is used, and in whose name.
package struct ServiceNowSettings: Sendable, Equatable {
    package let instance: ServiceNowInstance

    /// The secret with user name and password, by name or ARN.
    package let secretID: String

    /// Reads `SERVICENOW_INSTANCE` and `SERVICENOW_SECRET`; nil if neither is set.
    ///
    /// - Throws: ``ConfigurationError`` naming the variable that is wrong or missing.
    package init?(environment: [String: String]) throws(ConfigurationError) {
        let variables = EnvironmentReader(environment)
        let place = try variables.text(
            "SERVICENOW_INSTANCE",
            expected: "the name of an instance such as example, or its address such as https://tickets.example.com",
            { ServiceNowInstance($0) != nil }
        )
        let secret = try variables.secret("SERVICENOW_SECRET")
        switch (place.flatMap(ServiceNowInstance.init), secret) {
        case (nil, nil): return nil
        case (let instance?, let secret?):
            self.instance = instance
            secretID = secret
        case (nil, _?): throw ConfigurationError("SERVICENOW_SECRET is set, so SERVICENOW_INSTANCE must be set too.")
        case (_?, nil): throw ConfigurationError("SERVICENOW_INSTANCE is set, so SERVICENOW_SECRET must be set too.")
        }
    }
}
