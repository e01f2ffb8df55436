// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import TestSupport
import Testing

/// A way in which one call goes wrong.
enum WireFault: String, Sendable, CaseIterable, CustomTestStringConvertible {
    /// Throttled once; the client tries again.
    case throttledOnce = "throttled once"
    /// Throttled from this call of the operation on, for as long as the invocation lasts.
    case throttledForGood = "throttled for good"
    /// Answered 500.
    case serverError = "answered 500"
    /// The connection is cut before the call arrives.
    case cutBefore = "cut before"
    /// The connection is cut after the call took effect.
    case cutAfter = "cut after"
    /// The connection is cut after the call took effect, and the client sends the call again.
    case cutAfterAndSentAgain = "cut after, sent again"
    /// The call takes effect, and its answer does not come before the deadline.
    case delayed = "delayed past the deadline"

    var testDescription: String { rawValue }

    /// How often the client sends a call. With one attempt each fault reaches the protocol.
    var attempts: Int {
        switch self {
        case .throttledOnce, .cutAfterAndSentAgain: 3
        case .throttledForGood, .serverError, .cutBefore, .cutAfter, .delayed: 1
        }
    }

    /// Whether nobody may notice anything: the client copes with it.
    var isCured: Bool { attempts > 1 }

    /// Does it to one call of those that go through a proxy.
    func strike(_ position: CallPosition, in proxy: AWSProxy) {
        switch self {
        case .throttledOnce:
            proxy.treat(.answerTo(ServiceError.throttling)) { position.matches($0) && $0.attempt == 1 }
        case .throttledForGood:
            proxy.treat(.answerTo(ServiceError.throttling), where: position.precedesOrMatches)
        case .serverError: proxy.treat(.answerTo(ServiceError.internal), where: position.matches)
        case .cutBefore: proxy.treat(.cutBefore, where: position.matches)
        case .cutAfter: proxy.treat(.cutAfter, where: position.matches)
        case .cutAfterAndSentAgain: proxy.treat(.cutAfter) { position.matches($0) && $0.attempt == 1 }
        case .delayed: proxy.treat(.replaceAnswer(LateTransport.late), where: position.matches)
        }
    }
}

/// Errors in the words and with the status that each service has for them in AWS's own models.
enum ServiceError {
    /// Too many requests.
    static func throttling(_ request: ReceivedRequest) -> HTTPResponse {
        switch (Upstream.service(of: request), Upstream.operation(of: request)) {
        case ("DynamoDB", "TransactWriteItems"):
            let count = (try? JSONDecoder().decode(Transaction.self, from: Data(request.body)))?.items.count ?? 1
            let reason = #"{"Code": "ThrottlingError", "Message": "Throughput exceeds the current capacity."}"#
            let reasons = Array(repeating: reason, count: count).joined(separator: ", ")
            return error(
                400,
                "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                #""CancellationReasons": [\#(reasons)], "Message": "Transaction cancelled.""#
            )
        case ("DynamoDB", _):
            return error(
                400,
                "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
                #""message": "The level of configured provisioned throughput for the table was exceeded.""#
            )
        case ("AWSIdentityStore", _):
            return error(400, "ThrottlingException", #""Message": "Rate exceeded", "RequestId": "1-2-3""#)
        case ("AWSOrganizationsV20161128", _):
            return error(
                400,
                "TooManyRequestsException",
                #""Type": "THROTTLED", "Message": "AWS Organizations can't complete your request because of a limit.""#
            )
        case (_, "GetRole"): return queryError(400, "Throttling", "Rate exceeded")
        default: return error(400, "ThrottlingException", #""Message": "Rate exceeded""#)
        }
    }

    /// An error of the services that answer in XML.
    private static func queryError(_ status: Int, _ code: String, _ message: String) -> HTTPResponse {
        let error = "<Error><Type>Sender</Type><Code>\(code)</Code><Message>\(message)</Message></Error>"
        return HTTPResponse(
            status: status,
            headers: ["Content-Type": "text/xml"],
            body: Array("<ErrorResponse>\(error)<RequestId>spoilt</RequestId></ErrorResponse>".utf8)
        )
    }

    /// A fault of the service's own.
    static func `internal`(_ request: ReceivedRequest) -> HTTPResponse {
        switch Upstream.service(of: request) {
        case "DynamoDB":
            error(500, "com.amazonaws.dynamodb.v20120810#InternalServerError", #""message": "Internal server error""#)
        case "AWSOrganizationsV20161128":
            error(500, "ServiceException", #""Message": "AWS Organizations can't complete your request.""#)
        default: error(500, "InternalServerException", #""Message": "An internal error occurred""#)
        }
    }

    private static func error(_ status: Int, _ type: String, _ members: String) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: ["Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": "spoilt"],
            body: Array(#"{"__type": "\#(type)", \#(members)}"#.utf8)
        )
    }

    private struct Transaction: Decodable {
        struct Action: Decodable {}

        private enum CodingKeys: String, CodingKey {
            case items = "TransactItems"
        }

        let items: [Action]
    }
}
