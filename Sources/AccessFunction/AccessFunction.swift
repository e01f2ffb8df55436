// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FoundationEssentials
import HTTPTransport
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

        /// The function's name in Lambda; outside Lambda, what it is.
        let name: String

        /// The level that metrics are written at; nil if nobody reads them. The log is read by machines where Lambda is
        /// told to write JSON, as the template does; a person who runs the function locally is spared.
        let metricsLevel: String?

        let client: AWSClient
    }

    /// The version, in the log and in CloudTrail.
    public static let version = "0.1"

    /// Runs the function until its process ends. Call it from a synchronous `main`.
    ///
    /// - Parameters:
    ///   - name: The function's name, for the hint how to run it outside Lambda.
    ///   - makeHandler: Called once, at INIT.
    public static func run(_ name: String, makeHandler: @escaping @Sendable (Container) -> Handler) -> Never {
        LambdaMain.run(
            userAgent: UserAgent(product: "hourglass", version: version),
            localUse: "scripts/invoke \(name) events/\(name.lowercased()).json",
            makeTransport: {
                CurlTransport(authorities: FunctionAuthorities.choose(ProcessEnvironment.variables))
            },
            makeHandler: { start in
                let container = try makeContainer(name, start)
                await EarlyConnection.open(
                    to: container.client.endpoints,
                    region: container.client.region,
                    over: start.transport,
                    logger: start.logger
                )
                return AccessHandler(container: container, handle: makeHandler(container))
            }
        )
    }

    /// Reads and checks the configuration. No call is made whose answer matters: an INIT that needs AWS to answer fails
    /// when AWS does not.
    private static func makeContainer(_ name: String, _ start: InitContext) throws(FunctionFailure) -> Container {
        do {
            try FunctionAuthorities.check(start.variables)
            let configuration = try FunctionConfiguration(environment: start.variables)
            var settings = try AWSClient.Configuration(environment: start.variables)
            settings.product = "hourglass/\(version)"
            let client = AWSClient(
                configuration: settings,
                transport: start.transport,
                credentials: try DefaultCredentials.provider(environment: start.variables),
                endpoints: try EndpointResolver(environment: start.variables),
                effects: AWSClient.Effects(traceID: { CurrentTrace.id }),
                logger: start.logger
            )
            return Container(
                configuration: configuration,
                policy: try PolicyFile.load(configuration),
                directory: IdentityCenterDirectory(
                    client,
                    configuration: configuration,
                    log: LoggerDiagnostics(start.logger)
                ),
                name: start.environment.functionName ?? name,
                metricsLevel: start.variables["AWS_LAMBDA_LOG_FORMAT"] == "JSON"
                    ? start.variables["AWS_LAMBDA_LOG_LEVEL"] ?? "INFO" : nil,
                client: client
            )
        } catch let error as ConfigurationError {
            throw FunctionFailure("Runtime.InvalidConfiguration", error.description)
        } catch let error as CredentialsError {
            throw FunctionFailure("Runtime.MissingCredentials", error.description)
        } catch {
            throw FunctionFailure(.initFailed, "The function could not be configured.")
        }
    }
}
