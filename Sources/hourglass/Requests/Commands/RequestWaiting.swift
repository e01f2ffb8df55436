// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// Asks for the status of a request until nothing more is to be waited for.
struct RequestWaiting: Sendable {
    /// How many times in a row asking may fail.
    private static let mostFailures = 5

    let limit: Duration
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    var now: @Sendable () -> ContinuousClock.Instant = { .now }
    let call: @Sendable (RequestEvent) async throws -> FunctionAnswer

    init(limit: Duration, call: @escaping @Sendable (RequestEvent) async throws -> FunctionAnswer) {
        (self.limit, self.call) = (limit, call)
    }

    /// - Parameter first: The answer to start from.
    /// - Returns: The last answer.
    func wait(for requestID: String, after first: FunctionAnswer) async throws -> FunctionAnswer {
        let start = now()
        var (answer, failures, told, pause) = (first, 0, "", Duration.seconds(2))
        defer { Terminal.progress("") }
        while true {
            if answer.status < 400 {
                failures = 0
                guard let object = AnswerObject(answer.body), Self.isUnderWay(object) else { return answer }
                let summary = RequestText.summary(of: object)
                tell(summary, unless: told, since: start, requestID)
                told = summary
            } else {
                failures += 1
                // What is refused stays refused; what failed may pass.
                guard answer.status >= 500, failures < Self.mostFailures else { return answer }
            }
            guard now() - start + pause <= limit else { return answer }
            try await sleep(pause)
            pause = min(pause * 3 / 2, .seconds(15))
            var event = RequestEvent("status")
            event.set("request_id", requestID)
            answer = try await call(event)
        }
    }

    private static func isUnderWay(_ answer: AnswerObject) -> Bool {
        switch RequestState(answer) {
        case .awaitingApproval, .awaitingAccess: true
        case .usable, .over, .failed, .unknown: false
        }
    }

    /// How the request ended; nil if it cannot be told from its state.
    static func exitCode(of answer: FunctionAnswer) -> ExitCode? {
        guard answer.status < 400, let object = AnswerObject(answer.body) else { return nil }
        switch RequestState(object) {
        case .usable: return .success
        case .awaitingApproval, .awaitingAccess: return RequestExit.pending
        case .over: return RequestExit.refused
        case .failed: return RequestExit.failed
        case .unknown: return nil
        }
    }

    /// A line for each change, and on a terminal one that shows that time goes by.
    private func tell(
        _ summary: String,
        unless told: String,
        since start: ContinuousClock.Instant,
        _ requestID: String
    ) {
        if summary != told {
            Terminal.progress("")
            Terminal.note("Request \(PlainText.line(requestID)) is \(summary).")
        }
        Terminal.progress(
            "Waiting for \(Int((now() - start) / .seconds(1))) s; Ctrl-C ends the waiting, not the request"
        )
    }
}
