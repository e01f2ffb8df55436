// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess

/// The functions that the commands about requests call.
enum AccessFunctionName: String, Sendable {
    case grant = "Grant"
    case revoke = "Revoke"

    /// The variable that has the function's URL.
    var urlVariable: String { "HOURGLASS_\(rawValue.uppercased())_URL" }
}

/// A way to a function.
protocol FunctionCaller: Sendable {
    /// Gives the function an event and waits for its answer.
    ///
    /// - Throws: ``CommandFailure`` when the event surely did not reach the function; `CancellationError`.
    func call(_ event: RequestEvent) async throws -> FunctionAnswer
}

/// What a function answered, whichever way the answer came.
struct FunctionAnswer: Sendable, Equatable {
    let status: Int
    /// JSON, as the function wrote it.
    let body: Data

    init(status: Int, body: Data) {
        (self.status, self.body) = (status, body)
    }

    /// Reads what a function returns: `{"statusCode":200,"body":"{...}"}`.
    init(payload: Data, of function: String) {
        guard let envelope = try? JSONDecoder().decode(Envelope.self, from: payload) else {
            self = .failed("\(function) answered, but not as Grant or Revoke do. Is it the right function?")
            return
        }
        self.init(status: envelope.statusCode, body: Data(envelope.body.utf8))
    }

    /// The answer in the place of one that did not come: programs that read `--json` find the same members in it.
    static func failed(_ message: String, code: String = "function_failed") -> FunctionAnswer {
        let body: JSONValue = ["error": .string(message), "code": .string(code)]
        return FunctionAnswer(status: 502, body: Data(body.canonicalText.utf8))
    }

    /// Nobody knows what became of the event.
    static func lost(_ reason: String, _ event: RequestEvent) -> FunctionAnswer {
        let advice = event.requestID.map { " Look what became of it: hourglass status \($0)" } ?? ""
        return .failed("The event was sent, but no answer came: \(reason).\(advice)", code: "no_answer")
    }

    private struct Envelope: Decodable {
        let statusCode: Int
        let body: String
    }
}
