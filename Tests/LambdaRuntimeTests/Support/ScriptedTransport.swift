// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Synchronization

/// A Runtime API in memory: it answers each call with the next step of a script, and counts as cancelled when the
/// script is over.
final class ScriptedTransport: Transport {
    enum Step: Sendable {
        case answer(HTTPResponse)
        case fail(TransportError.Code)

        /// An event called `id`.
        static func event(
            _ id: String = "request-1",
            headers: HTTPHeaders = [:],
            body: [UInt8] = Array("{}".utf8)
        ) -> Step {
            var all: HTTPHeaders = [
                "Lambda-Runtime-Aws-Request-Id": id, "Lambda-Runtime-Deadline-Ms": "1700000060000",
            ]
            for field in headers.fields {
                all[field.name] = field.value
            }
            return .answer(HTTPResponse(status: 200, headers: all, body: body))
        }

        /// An answer of the platform's own.
        static func status(_ status: Int, _ body: String = "") -> Step {
            .answer(HTTPResponse(status: status, body: Array(body.utf8)))
        }

        static let accepted = status(202, #"{"status":"OK"}"#)
    }

    private struct State {
        var steps: ArraySlice<Step>
        var requests: [HTTPRequest] = []
    }

    private let state: Mutex<State>
    private let journal: Journal

    init(_ steps: [Step], journal: Journal = Journal()) {
        state = Mutex(State(steps: steps[...]))
        self.journal = journal
    }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        journal.note(request.summary)
        let step = state.withLock { state in
            state.requests.append(request)
            return state.steps.popFirst()
        }
        switch step {
        case .answer(let response): return response
        case .fail(let code): throw TransportError(code, "scripted failure")
        case nil: throw TransportError(.cancelled, "the script is over")
        }
    }
}

extension HTTPRequest {
    /// Such as `GET /invocation/next`.
    var summary: String {
        let path = url.split(separator: "/2018-06-01/runtime", maxSplits: 1).last ?? ""
        return "\(method.rawValue) \(path)"
    }
}
