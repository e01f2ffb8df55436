// SPDX-License-Identifier: Apache-2.0

package import AWSClient
import FoundationEssentials
import HTTPTransport
import Hashing
package import JITAccessAWS
package import LambdaRuntime

/// How every function of ours starts: with one transport, one signed client and one open connection.
package enum FunctionStart {
    /// Runs a function until its process ends.
    ///
    /// - Parameters:
    ///   - name: Its name, for the hint how to run it outside Lambda.
    ///   - need: Whether it starts with settings that are wrong, if an end of access does not use them.
    ///   - makeHandler: Called once, at INIT. No call is made whose answer matters: an INIT that needs AWS to answer
    ///     fails when AWS does not.
    package static func run(
        _ name: String,
        event: String,
        need: FunctionConfiguration.Need = .everything,
        makeHandler: @escaping @Sendable (InitContext, AWSClient) throws -> any LambdaHandler
    ) -> Never {
        LibCrypto.startLean()
        // Then at once the transport, so that libcurl is initialised while the configuration is read.
        let transport = CurlTransport(authorities: FunctionAuthorities.choose(ProcessEnvironment.value(of:)))
        transport.prepare()
        LambdaMain.run(
            userAgent: UserAgent(product: "hourglass", version: AccessFunction.version),
            localUse: "scripts/invoke \(name) events/\(event)",
            makeTransport: { transport },
            makeHandler: { start in
                let (handler, client) = try make(start, need, makeHandler)
                await EarlyConnection.open(
                    to: client.endpoints,
                    region: client.region,
                    over: start.transport,
                    logger: start.logger
                )
                return handler
            }
        )
    }

    private static func make(
        _ start: InitContext,
        _ need: FunctionConfiguration.Need,
        _ makeHandler: (InitContext, AWSClient) throws -> any LambdaHandler
    ) throws(FunctionFailure) -> (any LambdaHandler, AWSClient) {
        do {
            try FunctionAuthorities.check(start.variables)
            let variables = UsableSettings(start.variables, need: need).variables
            var settings = try AWSClient.Configuration(environment: variables)
            settings.product = "hourglass/\(AccessFunction.version)"
            let client = AWSClient(
                configuration: settings,
                transport: start.transport,
                credentials: try DefaultCredentials.provider(environment: start.variables),
                endpoints: try EndpointResolver(environment: variables),
                effects: AWSClient.Effects(traceID: { CurrentTrace.id }),
                logger: start.logger
            )
            return (try makeHandler(start, client), client)
        } catch let error as ConfigurationError {
            throw FunctionFailure("Runtime.InvalidConfiguration", error.description)
        } catch let error as CredentialsError {
            throw FunctionFailure("Runtime.MissingCredentials", error.description)
        } catch {
            throw FunctionFailure(.initFailed, "The function could not be configured.")
        }
    }
}

extension LambdaContext {
    /// Does what belongs to this invocation within its time, and under its trace.
    package func within<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        try await CallDeadline.$current.withValue(deadline) {
            try await CurrentTrace.$id.withValue(traceID) { try await body() }
        }
    }
}
