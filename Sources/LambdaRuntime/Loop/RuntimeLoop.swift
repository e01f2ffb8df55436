// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTransport
import Logging

/// Gets events, has them handled, and sends the answers, for ever.
struct RuntimeLoop: Sendable {
    let client: RuntimeClient
    let handler: any LambdaHandler

    /// For records outside an invocation, and with its ids added, inside.
    let logger: Logger
    let effects: Effects

    /// What the loop needs of the world besides the Runtime API.
    struct Effects: Sendable {
        var now: @Sendable () -> Date
        var sleep: @Sendable (Duration) async -> Void
        /// Makes a trace header known to X-Ray's tools, or removes the last one.
        var setTraceID: @Sendable (String?) -> Void
    }

    /// Runs until there is a reason to end the process.
    func run() async -> ExitReason {
        var refusals = RefusalCounter()
        while true {
            do throws(LoopExit) {
                let invocation = try await nextInvocation()
                let wasAccepted = try await serve(invocation)
                if refusals.count(invocation.requestID, wasAccepted: wasAccepted) == .tooMany {
                    throw LoopExit(
                        .runtimeAPIFailed("Lambda keeps delivering an event and refusing its answer.")
                    )
                }
            } catch {
                return error.reason
            }
        }
    }

    /// Handles one event. Returns whether Lambda accepted what came of it.
    private func serve(_ invocation: Invocation) async throws(LoopExit) -> Bool {
        effects.setTraceID(invocation.traceID)
        let context = LambdaContext(invocation, logger: logger, now: effects.now)
        for warning in invocation.warnings {
            context.logger.warning("\(warning)")
        }
        switch await outcome(of: invocation, context) {
        case .failure(let report):
            context.logger.error(
                "The invocation failed: \(report.message)",
                metadata: ["errorType": .string(report.type.name)]
            )
            return try await post(.error(invocation.name, report), context.logger)
        case .success(let response):
            let wasAccepted = try await post(
                .response(invocation.name, body: response.body),
                context.logger
            )
            if wasAccepted, let work = response.afterResponse {
                await work()
            }
            return wasAccepted
        }
    }

    private enum Outcome {
        case success(LambdaResponse)
        case failure(ErrorReport)
    }

    private func outcome(of invocation: Invocation, _ context: LambdaContext) async -> Outcome {
        do {
            let response = try await handler.handle(invocation.event, context: context)
            let limit = RuntimeClient.longestResponse
            guard response.body.count <= limit else {
                let message = "The answer has \(response.body.count) bytes; Lambda delivers at most \(limit)."
                return .failure(ErrorReport(.responseTooLarge, message, requestID: invocation.requestID))
            }
            return .success(response)
        } catch {
            return .failure(ErrorReport(error, otherwise: .internal, requestID: invocation.requestID))
        }
    }
}

/// Ends the loop.
struct LoopExit: Error {
    let reason: ExitReason

    init(_ reason: ExitReason) {
        self.reason = reason
    }
}

extension LambdaContext {
    init(_ invocation: Invocation, logger: Logger, now: @escaping @Sendable () -> Date) {
        self.init(
            requestID: invocation.requestID,
            deadline: invocation.deadline,
            invokedFunctionARN: invocation.invokedFunctionARN,
            traceID: invocation.traceID,
            clientContext: invocation.clientContext,
            cognitoIdentity: invocation.cognitoIdentity,
            tenantID: invocation.tenantID,
            logger: logger,
            now: now
        )
    }
}
