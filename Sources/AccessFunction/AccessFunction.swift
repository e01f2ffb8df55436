// SPDX-License-Identifier: Apache-2.0

import AWSClient
public import JITAccess
public import JITAccessAWS
import LambdaRuntime

/// What Grant and Revoke have in common: from the environment to a running function.
public enum AccessFunction {
    /// Does what an event asks for; the surroundings' log is that of the invocation.
    public typealias Handler = @Sendable (_ event: [UInt8], Invocation, Surroundings) async -> Answer

    /// What lives as long as the container.
    public struct Container: Sendable {
        public let configuration: FunctionConfiguration

        /// What decides who gets what.
        public let policy: PolicyInForce

        /// What is wrong in the settings, beside the policy, and is done without.
        let faults: [SettingFault]

        /// Remembers what it has looked up.
        public let directory: IdentityCenterDirectory

        /// What can be asked about tickets.
        let tickets: any TicketSystem

        /// The function's name in Lambda; outside Lambda, what it is.
        let name: String

        /// The level that metrics are written at; nil if nobody reads them. The log is read by machines where Lambda is
        /// told to write JSON, as the template does; a person who runs the function locally is spared.
        let metricsLevel: String?

        /// The log, beside that of each invocation.
        public let log: any Diagnostics

        let client: AWSClient

        /// Remembers the roles that it has looked up.
        let roles: IAMRoleDirectory

        /// Remembers what people have been told of.
        let firstAlerts: FirstAlerts

        /// Remembers who was refused again and again.
        let attempts = AttemptMemory()

        /// How requests are sealed in an invocation of this ARN, whose account and region the state table is in.
        func seals(_ invokedFunctionARN: String?) -> any RequestSeals {
            guard let key = configuration.sealKey,
                let table = FunctionARN(invokedFunctionARN)?.table(named: configuration.stateTable)
            else { return NoSeals() }
            return KMSRequestSeals(client.kms, table: table, key: key, oldKeys: configuration.oldSealKeys)
        }
    }

    /// The version, in the log and in CloudTrail.
    public static let version = "0.1"

    /// Runs the function until its process ends. Call it from a synchronous `main`.
    ///
    /// - Parameters:
    ///   - name: The function's name, for the hint how to run it outside Lambda.
    ///   - need: Whether it starts with settings that are wrong, if an end of access does not use them.
    ///   - makeHandler: Called once, at INIT.
    public static func run(
        _ name: String,
        need: FunctionConfiguration.Need = .everything,
        makeHandler: @escaping @Sendable (Container) -> Handler
    ) -> Never {
        FunctionStart.run(name, event: "\(name.lowercased()).json", need: need) { start, client in
            let own = UsableSettings(start.variables, need: need)
            let configuration = try FunctionConfiguration(environment: own.variables, need: need)
            let policy = PolicyFile.load(configuration)
            var reader = SettingReader(need)
            let tickets = try reader.setting("SERVICENOW_INSTANCE", or: NoTicketSystem()) {
                _ throws(ConfigurationError) -> any TicketSystem in
                try ConfiguredTickets.system(start.variables, policy, client, start.transport)
            }
            let log = LoggerDiagnostics(start.logger)
            let logSettings = LogSettings(start.variables)
            let container = Container(
                configuration: configuration,
                policy: policy,
                faults: own.faults + configuration.faults + reader.faults,
                directory: IdentityCenterDirectory(
                    client,
                    configuration: configuration,
                    log: log
                ),
                tickets: tickets,
                name: start.environment.functionName ?? name,
                metricsLevel: logSettings.format == .json ? logSettings.level.lambdaName : nil,
                log: log,
                client: client,
                roles: IAMRoleDirectory(client.iam, clock: SystemClock()),
                firstAlerts: FirstAlerts(StateTableAlertMemory(client, configuration: configuration, function: name))
            )
            return AccessHandler(container: container, handle: makeHandler(container))
        }
    }
}
