// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTransport
import Logging

/// A successful answer.
struct AWSAnswer: Sendable {
    let headers: HTTPHeaders
    let body: [UInt8]
    let status: Int
    let requestID: String?
    let attempts: Int
}

extension AWSClient {
    /// Sends a call until it succeeds, or fails for good, or the attempts, the retry tokens or the time run out.
    func send(_ call: AWSCall) async throws(AWSError) -> AWSAnswer {
        var call = call
        while true {
            guard call.budget.allowsAttempt(after: .zero, at: effects.now()) else {
                throw call.deadlineError("no time is left before the deadline")
            }
            let failure: AttemptFailure
            switch try await attempt(&call) {
            case .success(let answer):
                withHost(call.endpoint.url) { $0.retryTokens.refund(call.lastRetryCost) }
                return answer
            case .failure(let attemptFailure):
                failure = attemptFailure
            }
            try await waitBeforeRetry(&call, after: failure)
        }
    }

    /// Returns when the next attempt may start.
    ///
    /// - Throws: the call's error, if there is not to be another one.
    private func waitBeforeRetry(_ call: inout AWSCall, after failure: AttemptFailure) async throws(AWSError) {
        let category = RetryCategory(failure)
        guard isCurable(category, call), call.allowsRepetition, call.attempts < retryPolicy.maximumAttempts else {
            throw call.error(for: failure)
        }
        let delay = retryPolicy.delay(
            after: call.attempts,
            category,
            service: call.operation.service,
            wish: failure.retryAfter,
            random: effects.random()
        )
        guard call.budget.allowsAttempt(after: delay, at: effects.now()) else {
            throw call.deadlineError("the deadline leaves no time for another attempt")
        }
        let cost = RetryTokenBucket.cost(category)
        guard withHost(call.endpoint.url, { $0.retryTokens.take(cost) }) else {
            logger.warning("No retry tokens left", metadata: metadata(of: call))
            throw call.error(for: failure)
        }
        call.lastRetryCost = cost
        logger.debug("Retrying", metadata: metadata(of: call).merging(["delay": "\(delay)"]) { $1 })
        guard delay > .zero else { return }
        do {
            try await effects.sleep(delay)
        } catch {
            throw call.error(.cancelled, "cancelled while waiting to try again")
        }
    }

    private func isCurable(_ category: RetryCategory, _ call: AWSCall) -> Bool {
        switch category {
        case .never: false
        case .throttled, .transient, .timedOut, .connectionLost: true
        case .clockSkew: call.unexplainedSkew != nil
        case .possibleClockSkew: call.unexplainedSkew.map { abs($0) > ClockSkew.certain } ?? false
        }
    }

    private func metadata(of call: AWSCall) -> Logger.Metadata {
        let cause = call.lastFailure.map { "\(call.error(for: $0))" } ?? "none"
        return [
            "service": "\(call.operation.service.id)", "operation": "\(call.operation.name)",
            "attempt": "\(call.attempts)", "cause": "\(cause)",
        ]
    }
}

extension AttemptFailure {
    /// How long the service asked to wait.
    fileprivate var retryAfter: Duration? {
        if case .service(let fault) = self { fault.retryAfter } else { nil }
    }
}
