// SPDX-License-Identifier: Apache-2.0

import AWSClient
import AccessFunction
public import FrontDoor
import HTTPTransport
import JITAccess
import JITAccessAWS
import LambdaRuntime
import ServiceNow

/// The Gateway: from the environment to a running function.
public enum GatewayFunction {
    /// Which doors there are, and who tells people of what is on record.
    public typealias Arrangement = @Sendable (GatewayParts) -> (doors: [any Door], notifiers: [any Notifier])

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
    private let slack: SlackConnection?
    private let signingKey: StoredSigningKey?
    private let workNotes: ServiceNowWorkNotes?
    private let memory: GatewayTable
    private let clock = SystemClock()

    /// Its name in Lambda, and the level of its log; nil if nobody reads metrics there.
    private let metered: (name: String, level: String)?

    /// What lives as long as the container.
    private struct SlackConnection {
        let api: SlackWebAPI
        let secrets: StoredSlackSecrets
        let people = SlackPeople()
    }

    init(
        _ configuration: GatewayConfiguration,
        _ client: AWSClient,
        _ start: InitContext,
        _ arrange: @escaping GatewayFunction.Arrangement
    ) {
        self.configuration = configuration
        self.client = client
        self.arrange = arrange
        let (secretsManager, clock) = (client.secretsManager, clock)
        slack = configuration.slack.map { slack in
            let secrets = StoredSlackSecrets(secretsManager, id: slack.secretID, clock: clock)
            let api = SlackWebAPI(transport: start.transport, base: slack.url, secrets: secrets, clock: clock)
            return SlackConnection(api: api, secrets: secrets)
        }
        signingKey = configuration.signed.map { StoredSigningKey(secretsManager, id: $0.secretID, clock: clock) }
        workNotes = configuration.serviceNow.map { settings in
            let user = StoredServiceNowUser(secretsManager, id: settings.secretID, clock: clock)
            return ServiceNowWorkNotes(ServiceNowCaller(settings.instance, over: start.transport, as: user))
        }
        metered =
            start.variables["AWS_LAMBDA_LOG_FORMAT"] == "JSON"
            ? (start.environment.functionName ?? "Gateway", start.variables["AWS_LAMBDA_LOG_LEVEL"] ?? "INFO") : nil
        memory = GatewayTable(dynamoDB: client.dynamoDB, table: configuration.table, clock: clock)
    }

    func handle(_ event: [UInt8], context: LambdaContext) async throws -> LambdaResponse {
        let log = LoggerDiagnostics(context.logger)
        let (doors, notifiers) = arrange(parts(workARN: Self.workARN(context.invokedFunctionARN), log))
        let metrics = metered.map { EmbeddedMetrics(function: $0.name, level: $0.level) }
        let gateway = GatewayHandler(
            doors: doors,
            notifiers: notifiers,
            memory: memory,
            clock: clock,
            log: log,
            metrics: metrics ?? NoMetrics()
        )
        let outcome = await context.within {
            await attempt { () throws(WorkFailure) in
                try await gateway.handle(
                    event,
                    by: Channel(invokedFunctionARN: context.invokedFunctionARN),
                    id: context.requestID
                )
            }
        }
        for line in metrics?.lines(at: clock.now()) ?? [] { LogSink.standardOutput.writeLine(line) }
        switch outcome {
        case .failure(let failure):
            log.error("\(failure.message)")
            throw FunctionFailure("Function.TryAgain", failure.message)
        case .success(let done):
            return LambdaResponse(Array(done.json.utf8)) { await context.within { await done.afterwards?() } }
        }
    }

    private func parts(workARN: String?, _ log: any Diagnostics) -> GatewayParts {
        let ledger = DynamoDBLedger(
            client,
            stateTable: configuration.stateTable,
            auditTable: configuration.auditTable
        )
        let requests = LedgerRequests(ledger: ledger)
        return GatewayParts(
            slack: slackSurroundings(requests, workARN, log),
            signed: signedDoor(requests, workARN, log),
            tickets: ticketNotifier(requests, log),
            requests: requests
        )
    }

    private func slackSurroundings(
        _ requests: LedgerRequests,
        _ workARN: String?,
        _ log: any Diagnostics
    ) -> SlackSurroundings? {
        guard let slack, let settings = configuration.slack else { return nil }
        let functions = functions(settings.functions, workARN)
        return SlackSurroundings(
            api: slack.api,
            secrets: slack.secrets,
            functions: functions,
            queue: functions,
            memory: memory,
            clock: clock,
            log: log,
            settings: settings.settings,
            people: slack.people,
            requests: requests
        )
    }

    private func signedDoor(_ requests: LedgerRequests, _ workARN: String?, _ log: any Diagnostics) -> SignedDoor? {
        guard let signingKey, let settings = configuration.signed else { return nil }
        let functions = functions(settings.functions, workARN)
        return SignedDoor(
            integration: settings.integration,
            secrets: signingKey,
            functions: functions,
            queue: functions,
            memory: memory,
            requests: requests,
            clock: clock,
            log: log
        )
    }

    private func ticketNotifier(_ requests: LedgerRequests, _ log: any Diagnostics) -> TicketNotifier? {
        guard let workNotes else { return nil }
        return TicketNotifier(
            "servicenow",
            notes: ServiceNowNotes(notes: workNotes, log: log),
            requests: requests,
            memory: memory,
            clock: clock
        )
    }

    private func functions(_ arns: [AccessFunctionKind: String], _ workARN: String?) -> LambdaFunctions {
        LambdaFunctions(lambda: client.lambda, functions: arns, workARN: workARN)
    }

    /// This function by the alias of its own work; nil if it was invoked by something that names no function.
    static func workARN(_ invoked: String?) -> String? {
        guard let parts = invoked?.split(separator: ":", omittingEmptySubsequences: false),
            (7...8).contains(parts.count)
        else { return nil }
        return parts.prefix(7).joined(separator: ":") + ":\(GatewayHandler.workAlias)"
    }
}
