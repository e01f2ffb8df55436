// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FoundationEssentials
import JITAccess
import JITAccessAWS
import LambdaRuntime

/// Fits the protocol into the runtime: an invocation in the words of each.
struct AccessHandler: LambdaHandler {
    let container: AccessFunction.Container
    let handle: AccessFunction.Handler

    func handle(_ event: [UInt8], context: LambdaContext) async throws -> LambdaResponse {
        let invocation = Invocation(
            requestID: context.requestID,
            deadline: Timestamp(milliseconds: Int64((context.deadline.timeIntervalSince1970 * 1000).rounded(.down))),
            traceID: context.traceID,
            channel: Channel(invokedFunctionARN: context.invokedFunctionARN),
            functionAccount: AccountID(functionARN: context.invokedFunctionARN)
        )
        let metrics = container.metricsLevel.map { EmbeddedMetrics(function: container.name, level: $0) }
        let notifications = notifications(context)
        let later = LaterWork()
        let surroundings = surroundings(context, metrics ?? NoMetrics(), notifications ?? NoNotifications(), later)
        let answer = await context.within { await handle(event, invocation, surroundings) }
        let afterwards: @Sendable () async -> Void = {
            metrics?.write(at: surroundings.clock.now())
            await context.within {
                await later.finish()
                await notifications?.send()
            }
            // Of the late work.
            metrics?.write(at: surroundings.clock.now())
        }
        if let failure = FunctionFailure(answer, to: event) {
            // Nobody waits for it, and after a failure the runtime does nothing more.
            await afterwards()
            throw failure
        }
        return LambdaResponse(Array(answer.json(for: invocation.channel).utf8), afterResponse: afterwards)
    }

    private func notifications(_ context: LambdaContext) -> EventBridgeNotifications? {
        container.configuration.eventBus.map { bus in
            EventBridgeNotifications(
                container.client,
                bus: bus,
                clock: SystemClock(),
                random: SystemRandom(),
                log: LoggerDiagnostics(context.logger)
            )
        }
    }

    private func surroundings(
        _ context: LambdaContext,
        _ metrics: any Metrics,
        _ notifications: any Notifications,
        _ later: LaterWork
    ) -> Surroundings {
        let log = LoggerDiagnostics(context.logger)
        let alerts = container.client.alerts(topicARN: container.configuration.alertTopicARN, log)
        return Surroundings(
            ledger: DynamoDBLedger(container.client, configuration: container.configuration),
            directory: container.directory,
            alerts: alerts,
            clock: SystemClock(),
            random: SystemRandom(),
            log: log,
            metrics: metrics,
            notifications: notifications,
            tickets: container.tickets,
            afterwards: later,
            seals: container.seals(context.invokedFunctionARN),
            protectedAccounts: ProtectedAccounts(
                own: AccountID(functionARN: context.invokedFunctionARN),
                named: container.configuration.protectedAccounts
            ),
            legacyRows: container.configuration.legacyRows,
            roles: container.roles,
            faults: container.faults,
            firstAlerts: container.firstAlerts,
            attempts: container.attempts
        )
    }
}

extension EmbeddedMetrics {
    fileprivate func write(at moment: Timestamp) {
        for line in lines(at: moment) { LogSink.standardOutput.writeLine(line) }
    }
}
