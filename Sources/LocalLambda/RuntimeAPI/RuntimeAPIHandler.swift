// SPDX-License-Identifier: Apache-2.0

import FlyingFox
import Foundation

/// Translates between HTTP and ``LocalRuntimeAPI``.
struct RuntimeAPIHandler: Sendable {
    let api: LocalRuntimeAPI

    func handle(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try await RequestBody.read(from: request)
        do {
            let route = RuntimeAPIRoute(method: request.method.rawValue, path: request.target.path())
            if let requestID = route.answered {
                try await api.check(request.headers[HTTPHeader("Lambda-Runtime-Invocation-Id")], of: requestID)
            }
            switch route {
            case .next:
                return event(try await api.next())
            case .response(let requestID):
                try await complete(requestID, request, body)
                return accepted
            case .error(let requestID):
                let answer = RuntimeAnswer.error(reportedError(request, body))
                try await api.complete(requestID: requestID, call: .error, answer: answer)
                return accepted
            case .initError:
                try await api.failInit(reportedError(request, body))
                return accepted
            case .ping:
                return HTTPResponse(statusCode: .ok, body: Data("pong".utf8))
            case .methodNotAllowed:
                return failure(
                    .methodNotAllowed,
                    type: "MethodNotAllowed",
                    message: "\(request.path) is not for \(request.method.rawValue)."
                )
            case .notFound:
                return failure(.notFound, type: "NotFound", message: "The Runtime API has no \(request.path).")
            }
        } catch let refusal as RuntimeAPIRefusal {
            let status = HTTPStatusCode(refusal.status, phrase: refusal.errorType)
            return failure(status, type: refusal.errorType, message: refusal.message)
        }
    }

    private func complete(_ requestID: String, _ request: HTTPRequest, _ body: RequestBody) async throws {
        let mode = request.headers[HTTPHeader("Lambda-Runtime-Function-Response-Mode")]
        switch (mode, body) {
        case (let mode?, _) where mode != "streaming" && !mode.isEmpty:
            let refusal = RuntimeAPIRefusal.invalidResponseMode(mode)
            try await fail(requestID, "Runtime.InvalidResponseModeHeader", refusal)
        case (_, .tooLarge(let bytes)):
            try await fail(requestID, "Function.ResponseSizeTooLarge", .responseTooLarge(bytes: bytes))
        case (_, .whole(let data)):
            try await api.complete(requestID: requestID, call: .response, answer: .response(data))
        }
    }

    /// The invoker gets an error of the platform, the runtime a refusal.
    private func fail(_ requestID: String, _ type: String, _ refusal: RuntimeAPIRefusal) async throws {
        let error = ReportedError(platformType: type, message: refusal.message)
        try await api.complete(requestID: requestID, call: .response, answer: .error(error), refusal: refusal)
    }

    private func reportedError(_ request: HTTPRequest, _ body: RequestBody) -> ReportedError {
        switch body {
        case .whole(let data):
            ReportedError(
                header: request.headers[HTTPHeader("Lambda-Runtime-Function-Error-Type")],
                contentType: request.headers[.contentType],
                body: data
            )
        case .tooLarge(let bytes):
            ReportedError(
                platformType: "Function.ResponseSizeTooLarge",
                message: RuntimeAPIRefusal.responseTooLarge(bytes: bytes).message
            )
        }
    }

    private var accepted: HTTPResponse {
        HTTPResponse(
            statusCode: .accepted,
            headers: [.contentType: "application/json"],
            body: Data(#"{"status":"OK"}"#.utf8)
        )
    }

    private func event(_ request: InvocationRequest?) -> HTTPResponse {
        guard let request else {
            return failure(.internalServerError, type: "InternalServerError", message: "The Runtime API is stopping.")
        }
        var headers = HTTPHeaders()
        for (name, value) in request.headers { headers[HTTPHeader(name)] = value }
        // The default is pieces of 4 KB, which makes thousands of system calls of a large event.
        let body = HTTPBodySequence(data: request.event, suggestedBufferSize: 256 * 1024)
        return HTTPResponse(statusCode: .ok, headers: headers, body: body)
    }

    private func failure(_ status: HTTPStatusCode, type: String, message: String) -> HTTPResponse {
        let fields = ["errorMessage": message, "errorType": type]
        // A dictionary of strings can always be encoded.
        let body = (try? JSONEncoder().encode(fields)) ?? Data()
        return HTTPResponse(statusCode: status, headers: [.contentType: "application/json"], body: body)
    }
}

/// The body of a request, kept only if it is within the limit.
private enum RequestBody {
    case whole(Data)
    case tooLarge(bytes: Int)

    /// Far above what a runtime that overlooks the limit would send.
    private static let mostBytesRead = 256 * 1024 * 1024

    /// Reads to the end in any case: what is left unread would be taken for the next request.
    static func read(from request: HTTPRequest) async throws -> RequestBody {
        var data = Data()
        var count = 0
        for try await chunk in request.bodySequence {
            count += chunk.count
            guard count <= mostBytesRead else { throw URLError(.dataLengthExceedsMaximum) }
            if count <= LocalRuntimeAPI.maximumResponseSize { data.append(chunk) }
        }
        return count <= LocalRuntimeAPI.maximumResponseSize ? .whole(data) : .tooLarge(bytes: count)
    }
}
