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
        public let policy: Policy

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
    ///   - makeHandler: Called once, at INIT.
    public static func run(_ name: String, makeHandler: @escaping @Sendable (Container) -> Handler) -> Never {
        FunctionStart.run(name, event: "\(name.lowercased()).json") { start, client in
            let configuration = try FunctionConfiguration(environment: start.variables)
            let policy = try PolicyFile.load(configuration)
            let log = LoggerDiagnostics(start.logger)
            let container = Container(
                configuration: configuration,
                policy: policy,
                directory: IdentityCenterDirectory(
                    client,
                    configuration: configuration,
                    log: log
                ),
                tickets: try ConfiguredTickets.system(start.variables, policy, client, start.transport),
                name: start.environment.functionName ?? name,
                metricsLevel: start.variables["AWS_LAMBDA_LOG_FORMAT"] == "JSON"
                    ? start.variables["AWS_LAMBDA_LOG_LEVEL"] ?? "INFO" : nil,
                log: log,
                client: client,
                roles: IAMRoleDirectory(client.iam, clock: SystemClock()),
                firstAlerts: FirstAlerts(StateTableAlertMemory(client, configuration: configuration, function: name))
            )
            return AccessHandler(container: container, handle: makeHandler(container))
        }
    }
}
