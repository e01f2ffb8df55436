// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The calls a runtime makes.
public enum RuntimeAPICall: String, Sendable, Equatable {
    /// `GET /runtime/invocation/next`
    case next
    /// `POST /runtime/invocation/{id}/response`
    case response
    /// `POST /runtime/invocation/{id}/error`
    case error
    /// `POST /runtime/init/error`
    case initError = "init/error"
}

/// A request line, understood.
enum RuntimeAPIRoute: Equatable {
    case next
    case response(requestID: String)
    case error(requestID: String)
    case initError
    case ping
    case methodNotAllowed
    case notFound

    static let version = "2018-06-01"

    /// The request id in it, if it is an answer to an invocation.
    var answered: String? {
        switch self {
        case .response(let requestID), .error(let requestID): requestID
        case .next, .initError, .ping, .methodNotAllowed, .notFound: nil
        }
    }

    /// - Parameter path: Still percent-encoded: a request id may contain an encoded slash.
    init(method: String, path: String) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let decoded = segments.map { $0.removingPercentEncoding ?? String($0) }
        guard decoded.first == Self.version else {
            self = .notFound
            return
        }
        let (expected, route): (String, Self)
        switch Array(decoded.dropFirst()) {
        case ["runtime", "invocation", "next"]: (expected, route) = ("GET", .next)
        case ["runtime", "init", "error"]: (expected, route) = ("POST", .initError)
        case ["ping"]: (expected, route) = ("GET", .ping)
        case let words
        where words.count == 4 && words.starts(with: ["runtime", "invocation"]) && words[3] == "response":
            (expected, route) = ("POST", .response(requestID: words[2]))
        case let words where words.count == 4 && words.starts(with: ["runtime", "invocation"]) && words[3] == "error":
            (expected, route) = ("POST", .error(requestID: words[2]))
        default: (expected, route) = (method, .notFound)
        }
        self = method == expected ? route : .methodNotAllowed
    }
}
