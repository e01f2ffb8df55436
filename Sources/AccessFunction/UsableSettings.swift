// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS

/// AWS's own settings, without those that are wrong and that an end of access does not use.
struct UsableSettings {
    /// What can be read.
    let variables: [String: String]

    /// What was left out.
    let faults: [SettingFault]

    private static let endpointPrefix = "AWS_ENDPOINT_URL_"

    /// Whom an end of access calls: for the record, to find who asks, and to remove the access and fence it.
    private static let servicesOfEnds: [AWSService] = [.dynamoDB, .iam, .identityStore, .ssoAdmin]

    /// For a function that needs everything nothing is left out.
    init(_ variables: [String: String], need: FunctionConfiguration.Need) {
        guard need == .ends else {
            self.variables = variables
            faults = []
            return
        }
        var kept = variables
        var faults: [SettingFault] = []
        for name in variables.keys.sorted() where Self.isOptional(name) {
            // Alone, so that only what is wrong with this one is found.
            var alone = [name: variables[name] ?? ""]
            alone["AWS_REGION"] = "us-east-1"
            do throws(ConfigurationError) {
                _ = try AWSClient.Configuration(environment: alone)
                _ = try EndpointResolver(environment: alone)
            } catch {
                kept[name] = nil
                faults.append(SettingFault(name, error.description))
            }
        }
        self.variables = kept
        self.faults = faults
    }

    private static func isOptional(_ name: String) -> Bool {
        if name == "AWS_MAX_ATTEMPTS" { return true }
        guard name.hasPrefix(endpointPrefix) else { return false }
        return !servicesOfEnds.contains { name == endpointPrefix + $0.id }
    }
}
