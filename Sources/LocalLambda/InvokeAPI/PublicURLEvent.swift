// SPDX-License-Identifier: Apache-2.0

import FlyingFox
public import Foundation

/// What Lambda hands to a function whose URL anybody may call (auth type NONE): payload format 2.0 without an authorizer.
///
/// See https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads.
public struct PublicURLEvent: Sendable {
    public var method: String
    public var path: String
    public var headers: [String: String]
    public var body: Data

    /// Creates a call.
    public init(method: String = "POST", path: String, headers: [String: String], body: Data) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }

    /// The event as the function gets it. Lambda hands over the body of a form in Base64, as it does with everything but
    /// text, JSON, XML and JavaScript.
    public func json(requestID: String) throws -> Data {
        let type = headers["content-type"] ?? ""
        let isText = type.hasPrefix("text/") || type.hasPrefix("application/json")
        let text = isText ? String(bytes: body, encoding: .utf8) : nil
        let host = "example.lambda-url.us-east-1.on.aws"
        let http: [String: Any] = [
            "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
            "userAgent": headers["user-agent"] ?? "",
        ]
        let context: [String: Any] = [
            "accountId": "anonymous", "apiId": "example", "domainName": host, "domainPrefix": "example", "http": http,
            "requestId": requestID, "routeKey": "$default", "stage": "$default", "time": "01/Jan/2026:00:00:00 +0000",
            "timeEpoch": 1_767_225_600_000,
        ]
        let event: [String: Any] = [
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "", "headers": headers,
            "requestContext": context, "body": text ?? body.base64EncodedString(), "isBase64Encoded": text == nil,
        ]
        return try JSONSerialization.data(withJSONObject: event, options: [.sortedKeys, .withoutEscapingSlashes])
    }
}

/// What a function answers a call of its URL, as the caller gets it.
enum URLAnswer {
    private struct Answer: Decodable {
        let statusCode: Int
        let headers: [String: String]?
        let body: String?
        let isBase64Encoded: Bool?
    }

    static func response(_ payload: Data) -> HTTPResponse {
        guard let answer = try? JSONDecoder().decode(Answer.self, from: payload) else {
            return HTTPResponse(statusCode: .badGateway)
        }
        var headers = HTTPHeaders()
        for (name, value) in answer.headers ?? [:] { headers[HTTPHeader(name)] = value }
        let body =
            answer.isBase64Encoded == true ? Data(base64Encoded: answer.body ?? "") : answer.body.map { Data($0.utf8) }
        return HTTPResponse(
            statusCode: HTTPStatusCode(answer.statusCode, phrase: ""),
            headers: headers,
            body: body ?? Data()
        )
    }
}
