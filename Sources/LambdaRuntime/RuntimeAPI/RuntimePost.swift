// SPDX-License-Identifier: Apache-2.0

/// What a runtime tells Lambda.
enum RuntimePost {
    /// An invocation's answer.
    case response(InvocationName, body: [UInt8])
    /// An invocation's failure.
    case error(InvocationName, ErrorReport)
    /// The function could not start.
    case initError(ErrorReport)

    /// The path under `/2018-06-01/runtime`.
    var path: String {
        switch self {
        case .response(let name, _): "/invocation/\(PercentEncoding.segment(name.requestID))/response"
        case .error(let name, _): "/invocation/\(PercentEncoding.segment(name.requestID))/error"
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

    /// Of which of the invocations with this request id it is; see ``InvocationName``.
    var invocationID: String? {
        switch self {
        case .response(let name, _), .error(let name, _): name.invocationID
        case .initError: nil
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

/// Which invocation it is. A redelivered event has the request id of the first delivery, so that Lambda gives each
/// invocation an id of its own too: it compares the one that comes back, and takes no late answer of an invocation that timed
/// out for that of a later one.
struct InvocationName: Sendable, Equatable {
    let requestID: String

    /// `Lambda-Runtime-Invocation-Id`; nil where Lambda sends none.
    let invocationID: String?
}
