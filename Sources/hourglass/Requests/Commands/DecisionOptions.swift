// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JITAccess

/// What approving and rejecting have in common: whoever decides has seen what is decided, and says so by its digest.
struct DecisionOptions: ParsableArguments {
    @Argument(help: "The id of the request, or entry point/id where several have it.")
    var request: String

    @Flag(help: "Do not ask for confirmation.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "The digest of the request that was reviewed; with --yes nothing is shown first. (default: that of the request shown)",
            valueName: "digest"
        )
    )
    var digest: String?

    @OptionGroup var destination: DestinationOptions
    @OptionGroup var output: OutputOptions

    /// Shows the request, asks, and sends the decision.
    ///
    /// - Parameters:
    ///   - action: `approve` or `reject`.
    ///   - ask: Asks a question; nil if there is nobody to ask.
    func decide(
        _ action: String,
        comment: String?,
        ask: @escaping @Sendable (String) async throws -> Bool? = { try await Terminal.ask($0) }
    ) async throws -> ExitCode {
        let options = self
        return try await destination.withConnection(to: .grant) { connection in
            var event = RequestEvent(action)
            event.set("request_id", options.request)
            event.set("comment", comment)
            event.set("digest", options.digest)
            let isReviewed = !(options.yes && options.digest != nil)
            if isReviewed {
                switch try await options.review(action, connection, ask: ask) {
                case .stop(let code): return code
                case .goOn(let shown):
                    event.set("digest", options.digest ?? shown.digest)
                    // What was shown, whoever makes a request of the same id meanwhile.
                    event.set("request_id", shown.id.description)
                }
            }
            let answer = try await connection.call(event)
            return options.output.show(answer, text: isReviewed ? RequestText.outcome : RequestText.text)
        }
    }

    private enum Review {
        case stop(ExitCode)
        case goOn(RenderedRequest)
    }

    private func review(
        _ action: String,
        _ connection: FunctionConnection,
        ask: @Sendable (String) async throws -> Bool?
    ) async throws -> Review {
        var event = RequestEvent("status")
        event.set("request_id", request)
        let answer = try await connection.call(event)
        guard answer.status < 400, let shown = AnswerObject(answer.body) else { return .stop(output.show(answer)) }
        guard RequestState(shown) == .awaitingApproval else {
            Terminal.error("there is nothing to \(action): the request is \(RequestText.summary(of: shown))")
            _ = output.show(answer)
            return .stop(RequestExit.refused)
        }
        // By nothing but what is about to be shown.
        guard let rendered = RenderedRequest(answer: shown.members) else {
            throw CommandFailure(
                message:
                    "the answer has no digest, or not that of the request it tells of: nothing can be decided by it"
            )
        }
        Terminal.note(RequestText.details(of: shown))
        if yes { return .goOn(rendered) }
        switch try await ask("\(action.capitalized) this request?") {
        case true?: return .goOn(rendered)
        case false?:
            Terminal.note("Nothing was decided.")
            return .stop(.failure)
        case nil:
            throw CommandFailure(
                message:
                    "there is no terminal to ask at. If this is to be decided: --yes --digest \(PlainText.line(rendered.digest))"
            )
        }
    }
}
