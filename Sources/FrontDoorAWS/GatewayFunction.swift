// SPDX-License-Identifier: Apache-2.0

import AWSClient
import AccessFunction
public import FrontDoor
import JITAccess
import JITAccessAWS
import LambdaRuntime

/// The Gateway: from the environment to a running function.
public enum GatewayFunction {
    /// Which doors there are, and who tells people of what is on record.
    public typealias Arrangement =
        @Sendable (SlackSurroundings, any RequestReader) -> (
            doors: [any Door], notifiers: [any Notifier]
        )

    /// Runs the Gateway until its process ends. Call it from a synchronous `main`.
    public static func run(_ arrange: @escaping Arrangement) -> Never {
        FunctionStart.run("Gateway", event: "slack-command.json --sign") { start, client in
            let configuration = try GatewayConfiguration(environment: start.variables)
            return GatewayRuntimeHandler(configuration, client, start, arrange)
        }
    }
}

/// Fits the Gateway into the runtime: an invocation in the words of each.
struct GatewayRuntimeHandler: LambdaHandler {
    private let configuration: GatewayConfiguration
    private let client: AWSClient
    private let arrange: GatewayFunction.Arrangement
    private let api: SlackWebAPI
    private let secrets: StoredSlackSecrets
    private let memory: GatewayTable
    private let people = SlackPeople()
    private let clock = SystemClock()

    init(
        _ configuration: GatewayConfiguration,
        _ client: AWSClient,
        _ start: InitContext,
        _ arrange: @escaping GatewayFunction.Arrangement
    ) {
        self.configuration = configuration
        self.client = client
        self.arrange = arrange
        secrets = StoredSlackSecrets(client.secretsManager, id: configuration.slackSecret, clock: clock)
        api = SlackWebAPI(transport: start.transport, base: configuration.slackURL, secrets: secrets, clock: clock)
        memory = GatewayTable(dynamoDB: client.dynamoDB, table: configuration.table, clock: clock)
    }

    func handle(_ event: [UInt8], context: LambdaContext) async throws -> LambdaResponse {
        let log = LoggerDiagnostics(context.logger)
        let functions = LambdaFunctions(
            lambda: client.lambda,
            functions: configuration.functions,
            workARN: Self.workARN(context.invokedFunctionARN)
        )
        let surroundings = SlackSurroundings(
            api: api,
            secrets: secrets,
            functions: functions,
            queue: functions,
            memory: memory,
            clock: clock,
            log: log,
            settings: configuration.slack,
            people: people
        )
        let ledger = DynamoDBLedger(
            client,
            stateTable: configuration.stateTable,
            auditTable: configuration.auditTable
        )
        let (doors, notifiers) = arrange(surroundings, LedgerRequests(ledger: ledger))
        let gateway = GatewayHandler(doors: doors, notifiers: notifiers, memory: memory, clock: clock, log: log)
        let outcome = await context.within {
            await attempt { () throws(WorkFailure) in
                try await gateway.handle(
                    event,
                    by: Channel(invokedFunctionARN: context.invokedFunctionARN),
                    id: context.requestID
                )
            }
        }
        switch outcome {
        case .failure(let failure):
            log.error("\(failure.message)")
            throw FunctionFailure("Function.TryAgain", failure.message)
        case .success(let done):
            return LambdaResponse(Array(done.json.utf8)) { await context.within { await done.afterwards?() } }
        }
    }

    /// This function by the alias of its own work; nil if it was invoked by something that names no function.
    static func workARN(_ invoked: String?) -> String? {
        guard let parts = invoked?.split(separator: ":", omittingEmptySubsequences: false),
            (7...8).contains(parts.count)
        else { return nil }
        return parts.prefix(7).joined(separator: ":") + ":\(GatewayHandler.workAlias)"
    }
}
