// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTransport

extension ServiceFault {
    /// Reads an answer whose status is not a success.
    ///
    /// Whatever it holds makes a fault: one that is not from AWS (a proxy's page, a load balancer's plain text) keeps
    /// its status and the beginning of its body.
    init(_ response: HTTPResponse, _ wireProtocol: AWSService.WireProtocol) {
        switch wireProtocol {
        case .json, .rest: self.init(json: response)
        case .query: self.init(query: response)
        }
        let headers = response.headers
        requestID = RequestID.find(in: headers) ?? requestID
        retryAfter = Self.retryAfter(headers) ?? retryAfter
        if let code, ErrorCodes.quotingTheRequest.contains(code) {
            message = Self.firstSentence(of: message)
        }
    }

    /// A fault whose body is not what the protocol says.
    init(foreign response: HTTPResponse, code: String?) {
        let beginning = SafeText.line(response.body, limit: 200)
        self.init(
            status: response.status,
            code: code,
            message: beginning.isEmpty
                ? "HTTP status \(response.status) with an empty body"
                : "HTTP status \(response.status), and the answer is not from the service: \(beginning)"
        )
    }

    /// `x-amz-retry-after` in milliseconds, or `Retry-After` in seconds.
    private static func retryAfter(_ headers: HTTPHeaders) -> Duration? {
        if let milliseconds = headers["x-amz-retry-after"].flatMap(UInt32.init) {
            return .milliseconds(Int64(milliseconds))
        }
        return headers["Retry-After"].flatMap(UInt32.init).map { .seconds(Int64($0)) }
    }

    /// What follows the first sentence may be the request that was to be signed, session token and all.
    private static func firstSentence(of message: String) -> String {
        let firstLine = message.prefix { !$0.isNewline }
        guard let end = firstLine.indices.first(where: { firstLine[$0...].starts(with: ". ") }) else {
            return String(firstLine)
        }
        return String(firstLine[...end])
    }
}
