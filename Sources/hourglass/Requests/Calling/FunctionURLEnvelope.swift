// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import LocalLambda

/// What Lambda makes of a call of a function's URL (payload format 2.0), for a caller that IAM would have authenticated.
///
/// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
enum FunctionURLEnvelope {
    /// The invocation that a session of Identity Center makes.
    ///
    /// - Parameters:
    ///   - speaker: The user whose session it is.
    ///   - functionARN: Without an alias; the URL is attached to one.
    static func request(_ event: Data, speaker: String, functionARN: String) -> InvocationRequest {
        let parts = functionARN.split(separator: ":", omittingEmptySubsequences: false)
        let account = parts.count > 4 ? String(parts[4]) : "123456789012"
        let role = "AWSReservedSSO_HourglassCommand_0123456789abcdef"
        let id = UUID().uuidString.lowercased()
        let envelope: JSONValue = [
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": "/",
            "rawQueryString": "",
            "headers": ["content-type": "application/json", "user-agent": "hourglass"],
            "requestContext": [
                "accountId": .string(account),
                "apiId": "local",
                "authorizer": [
                    "iam": [
                        "accessKey": "ASIALOCAL",
                        "accountId": .string(account),
                        "callerId": .string("AROALOCAL:\(speaker)"),
                        "cognitoIdentity": .null,
                        "principalOrgId": .null,
                        "userArn": .string("arn:aws:sts::\(account):assumed-role/\(role)/\(speaker)"),
                        "userId": .string("AROALOCAL:\(speaker)"),
                    ]
                ],
                "domainName": "local.lambda-url.us-east-1.on.aws",
                "domainPrefix": "local",
                "http": [
                    "method": "POST", "path": "/", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1",
                    "userAgent": "hourglass",
                ],
                "requestId": .string(id),
                "routeKey": "$default",
                "stage": "$default",
                "timeEpoch": .integer(Int64(Date().timeIntervalSince1970 * 1000)),
            ],
            "body": .string(String(decoding: event, as: UTF8.self)),
            "isBase64Encoded": false,
        ]
        return InvocationRequest(
            event: Data(envelope.canonicalText.utf8),
            requestID: id,
            functionARN: "\(functionARN):\(Channel.functionURLAlias)"
        )
    }
}
