// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import TestSupport

/// What an ``AWSProxy`` does with a call.
indirect enum Treatment: Sendable {
    /// It reaches AWS and is answered.
    case pass
    /// It does not reach AWS and gets this answer.
    case answer(HTTPResponse)
    /// It does not reach AWS and gets an answer that depends on it.
    case answerTo(@Sendable (ReceivedRequest) -> HTTPResponse)
    /// It reaches AWS, and is answered with this instead of AWS's answer.
    case replaceAnswer(HTTPResponse)
    /// The connection breaks before the call reaches AWS.
    case cutBefore
    /// The call reaches AWS; the connection breaks instead of the answer.
    case cutAfter
    /// The call does not reach AWS and is never answered.
    case hangBefore
    /// The call reaches AWS and is never answered.
    case hangAfter
    /// It reaches AWS, and the body of the answer is changed on the way back.
    case changeAnswer(@Sendable (String) -> String)
    /// Another treatment after a wait.
    case after(Duration, Treatment)

    /// An error of AWS's.
    static func fault(_ status: Int, _ code: String, _ message: String = "spoilt by the test") -> Treatment {
        .answer(
            HTTPResponse(
                status: status,
                headers: ["Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": "spoilt-\(code)"],
                body: Array(#"{"__type": "\#(code)", "message": "\#(message)"}"#.utf8)
            )
        )
    }

    func reply(to request: ReceivedRequest, _ send: () -> HTTPResponse) -> Reply {
        switch self {
        case .pass: return .response(send())
        case .answer(let response): return .response(response)
        case .answerTo(let answer): return .response(answer(request))
        case .replaceAnswer(let response):
            _ = send()
            return .response(response)
        case .cutBefore: return .reset
        case .cutAfter:
            _ = send()
            return .reset
        case .hangBefore: return .hang
        case .hangAfter:
            _ = send()
            return .hang
        case .changeAnswer(let change):
            var response = send()
            response.body = Array(change(String(decoding: response.body, as: UTF8.self)).utf8)
            return .response(response)
        case .after(let wait, let treatment):
            Thread.sleep(forTimeInterval: wait / .seconds(1))
            return treatment.reply(to: request, send)
        }
    }
}
