// SPDX-License-Identifier: Apache-2.0

public import HTTPTransport
import Synchronization

/// A transport that gives the answers a test wrote down, and keeps what it was asked.
public final class ScriptedTransport: Transport {
    public typealias Exchange = Result<HTTPResponse, TransportError>

    private let requests = Mutex<[HTTPRequest]>([])
    private let answer: @Sendable (HTTPRequest, Int) -> Exchange

    /// `answer` gets each request and its number, from 1.
    public init(_ answer: @escaping @Sendable (HTTPRequest, Int) -> Exchange) {
        self.answer = answer
    }

    /// One answer after another; the last one is repeated.
    public convenience init(_ exchanges: [Exchange]) {
        self.init { _, number in exchanges[min(number, exchanges.count) - 1] }
    }

    /// One answer after another; what is sent after the last one fails.
    public convenience init(exactly exchanges: [Exchange]) {
        self.init { _, number in
            number <= exchanges.count
                ? exchanges[number - 1] : .failure(TransportError(.other, "Nobody expected this request."))
        }
    }

    /// Every request so far.
    public var sent: [HTTPRequest] { requests.withLock { $0 } }

    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let number = requests.withLock { requests in
            requests.append(request)
            return requests.count
        }
        return try answer(request, number).get()
    }
}

extension ScriptedTransport.Exchange {
    /// An answer of some text.
    public static func json(_ status: Int = 200, _ body: String = "{}", headers: HTTPHeaders = [:]) -> Self {
        .success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    /// An answer of some text, with status 200.
    public static func json(_ body: String, headers: HTTPHeaders = [:]) -> Self {
        json(200, body, headers: headers)
    }

    /// No complete answer.
    public static func lost(_ code: TransportError.Code, curlCode: Int? = nil) -> Self {
        .failure(TransportError(code, "example.com: \(code.rawValue)", curlCode: curlCode))
    }
}
