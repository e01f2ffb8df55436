// SPDX-License-Identifier: Apache-2.0

/// What a runtime tells Lambda.
enum RuntimePost {
    /// An invocation's answer.
    case response(requestID: String, body: [UInt8])
    /// An invocation's failure.
    case error(requestID: String, ErrorReport)
    /// The function could not start.
    case initError(ErrorReport)

    /// The path under `/2018-06-01/runtime`.
    var path: String {
        switch self {
        case .response(let requestID, _): "/invocation/\(PercentEncoding.segment(requestID))/response"
        case .error(let requestID, _): "/invocation/\(PercentEncoding.segment(requestID))/error"
        case .initError: "/init/error"
        }
    }

    var body: [UInt8] {
        switch self {
        case .response(_, let body): body
        case .error(_, let report), .initError(let report): report.body
        }
    }

    /// Goes into a header, so that Lambda need not parse the body.
    var errorType: ErrorType? {
        switch self {
        case .response: nil
        case .error(_, let report), .initError(let report): report.type
        }
    }

    /// What it is, for the log.
    var name: String {
        switch self {
        case .response: "response"
        case .error: "error report"
        case .initError: "init error report"
        }
    }
}
