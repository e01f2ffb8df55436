// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Synchronization

/// A transport that gives the answers a test wrote down, and keeps what it was asked.
final class ScriptedTransport: Transport {
    typealias Exchange = Result<HTTPResponse, TransportError>

    private struct State {
        var sent: [HTTPRequest] = []
    }

    private let state = Mutex(State())
    private let answer: @Sendable (HTTPRequest, Int) -> Exchange

    /// `answer` gets each request and its number, from 1.
    init(_ answer: @escaping @Sendable (HTTPRequest, Int) -> Exchange) {
        self.answer = answer
    }

    /// One answer after another; the last one is repeated.
    convenience init(_ exchanges: [Exchange]) {
        self.init { _, number in exchanges[min(number, exchanges.count) - 1] }
    }

    /// Every request so far.
    var sent: [HTTPRequest] { state.withLock(\.sent) }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let number = state.withLock { state in
            state.sent.append(request)
            return state.sent.count
        }
        return try answer(request, number).get()
    }
}

extension ScriptedTransport.Exchange {
    /// A JSON answer.
    static func json(_ status: Int = 200, _ body: String = "{}", headers: HTTPHeaders = [:]) -> Self {
        .success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    /// A JSON error with a code and request id.
    static func fault(_ status: Int, _ code: String, headers: HTTPHeaders = [:]) -> Self {
        var headers = headers
        headers["x-amzn-RequestId"] = "REQUEST-\(code)"
        return json(
            status,
            #"{"__type": "com.amazonaws.example#\#(code)", "message": "about \#(code)"}"#,
            headers: headers
        )
    }

    /// No complete answer.
    static func lost(_ code: TransportError.Code, curlCode: Int? = nil) -> Self {
        .failure(TransportError(code, "example.com: \(code.rawValue)", curlCode: curlCode))
    }
}
