// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// How to print an answer.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print the answer as JSON.")
    var json = false

    /// Prints the answer and returns the exit code that goes with it.
    func show(_ answer: FunctionAnswer, text: (AnswerObject) -> String = RequestText.text) -> ExitCode {
        if json {
            Terminal.output(ReadableJSON.format(answer.body) ?? String(decoding: answer.body, as: UTF8.self))
        } else if let object = AnswerObject(answer.body) {
            // A refusal is no result.
            if answer.status >= 400 { Terminal.error(text(object)) } else { Terminal.output(text(object)) }
        } else {
            Terminal.error("the answer is not JSON: \(PlainText.line(String(decoding: answer.body, as: UTF8.self)))")
            return RequestExit.failed
        }
        return RequestExit.code(of: answer.status)
    }
}

/// How long to wait for a request.
struct WaitOptions: ParsableArguments {
    @Flag(help: "Wait until the access can be used, or the request is refused or over.")
    var wait = false

    @Option(
        help: ArgumentHelp("How long to wait, such as 30m or 8h.", valueName: "duration"),
        completion: .list(["15m", "1h", "8h", "24h"])
    )
    var waitLimit: WaitLimit = WaitLimit(duration: .seconds(8 * 3600), defaultValueDescription: "8h")

    /// Waits, if that was asked for, and prints the last answer.
    func finish(
        _ answer: FunctionAnswer,
        _ requestID: String?,
        _ connection: FunctionConnection,
        _ output: OutputOptions
    ) async throws -> ExitCode {
        guard wait, answer.status < 400, let requestID else { return output.show(answer) }
        let waiting = RequestWaiting(limit: waitLimit.duration) { try await connection.call($0) }
        let last = try await waiting.wait(for: requestID, after: answer)
        let code = output.show(last)
        return RequestWaiting.exitCode(of: last) ?? code
    }
}

/// A length of time such as `30m`.
struct WaitLimit: ExpressibleByArgument {
    let duration: Duration
    let defaultValueDescription: String

    init(duration: Duration, defaultValueDescription: String) {
        (self.duration, self.defaultValueDescription) = (duration, defaultValueDescription)
    }

    init?(argument: String) {
        guard let parts = argument.wholeMatch(of: /([1-9][0-9]{0,6})([smhd])/), let number = Int(parts.1) else {
            return nil
        }
        let units: [Substring: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        duration = .seconds(number * (units[parts.2] ?? 1))
        defaultValueDescription = argument
    }
}

extension CompletionKind {
    /// The permission sets that AWS has ready-made policies for; others have names that nobody can guess.
    static var permissionSets: CompletionKind {
        .list(["AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess", "ViewOnlyAccess"])
    }

    /// The usual lengths of access.
    static var durations: CompletionKind {
        .list(["1h", "2h", "4h", "8h", "12h", "1d", "2d", "3d", "7d", "14d", "30d"])
    }
}
