// SPDX-License-Identifier: Apache-2.0

import AWSClient
import AccessFunction
import JITAccess
import JITAccessAWS
import LambdaRuntime

/// Notify: from the environment to a running function.
public enum NotifyFunction {
    /// Runs Notify until its process ends. Call it from a synchronous `main`.
    public static func run() -> Never {
        FunctionStart.run("Notify", event: "audit-stream.json") { start, client in
            NotifyRuntimeHandler(try NotifyConfiguration(environment: start.variables), client)
        }
    }
}

/// Fits Notify into the runtime: an invocation in the words of each.
struct NotifyRuntimeHandler: LambdaHandler {
    private let configuration: NotifyConfiguration
    private let client: AWSClient

    init(_ configuration: NotifyConfiguration, _ client: AWSClient) {
        self.configuration = configuration
        self.client = client
    }

    func handle(_ event: [UInt8], context: LambdaContext) async throws -> LambdaResponse {
        let log = LoggerDiagnostics(context.logger)
        let alerts = client.alerts(topicARN: configuration.alertTopicARN, log)
        let queues = configuration.notices.map { LambdaNoticeQueue(lambda: client.lambda, notice: $0) }
        let handler = NotifyHandler(alerts: alerts, queues: queues, log: log)
        let outcome = await context.within {
            await attempt { () throws(NoticeFailure) in try await handler.handle(event) }
        }
        switch outcome {
        case .success(let answer): return LambdaResponse(Array(answer.utf8))
        case .failure(let failure):
            log.error("\(failure.message)")
            throw FunctionFailure("Function.TryAgain", failure.message)
        }
    }
}

/// An alias of a function, which Lambda keeps a queue for: it tries three times, and then puts what failed where the
/// alarm is.
struct LambdaNoticeQueue: NoticeQueue {
    let lambda: Lambda
    let notice: NotifyConfiguration.Notice

    var name: String { notice.name }

    func add(_ payload: [UInt8]) async throws(NoticeFailure) {
        do throws(AWSError) {
            // Twice in the queue is no harm: each notice remembers what it has told.
            try await lambda.enqueue(notice.aliasARN, payload: payload, isIdempotent: true)
        } catch {
            throw NoticeFailure(message: error.description)
        }
    }
}
