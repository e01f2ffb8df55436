// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// What Lambda hands to a function whose URL is called by somebody IAM has authenticated: payload format 2.0.
///
/// See https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads.
public struct FunctionURLEvent: Sendable {
    /// The caller, such as `arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/ada`.
    public var callerARN: String

    /// What the caller sends, usually JSON.
    public var body: Data

    public var method: String
    public var contentType: String

    /// A POST request with a JSON body unless it is said otherwise.
    public init(
        callerARN: String,
        body: Data,
        method: String = "POST",
        contentType: String = "application/json"
    ) {
        self.callerARN = callerARN
        self.body = body
        self.method = method
        self.contentType = contentType
    }

    /// The ARN of a session that a user of Identity Center has in an account.
    public static func sessionARN(ofUser name: String, account: String = "123456789012") -> String {
        "arn:aws:sts::\(account):assumed-role/AWSReservedSSO_ReadOnlyAccess_0123456789abcdef/\(name)"
    }

    /// The event as the function gets it. A body that is no text is in Base64, as from Lambda.
    ///
    /// - Parameter requestID: Lambda's id of the invocation.
    public func json(requestID: String) throws -> Data {
        let account = callerAccount
        let host = "example.lambda-url.us-east-1.on.aws"
        let callerID = Self.callerID(of: callerARN)
        let iam: [String: Any] = [
            "accessKey": "ASIAEXAMPLE", "accountId": account, "callerId": callerID,
            "cognitoIdentity": NSNull(), "principalOrgId": NSNull(), "userArn": callerARN,
            "userId": callerID,
        ]
        let http: [String: Any] = [
            "method": method, "path": "/", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "hourglass",
        ]
        let context: [String: Any] = [
            "accountId": account, "apiId": "example", "authentication": NSNull(), "authorizer": ["iam": iam],
            "domainName": host, "domainPrefix": "example", "http": http, "requestId": requestID,
            "routeKey": "$default", "stage": "$default", "time": "01/Jan/2026:00:00:00 +0000",
            "timeEpoch": 1_767_225_600_000,
        ]
        let text = String(bytes: body, encoding: .utf8)
        let event: [String: Any] = [
            "version": "2.0", "routeKey": "$default", "rawPath": "/", "rawQueryString": "",
            "headers": ["content-type": contentType, "host": host], "requestContext": context,
            "body": text ?? body.base64EncodedString(), "isBase64Encoded": text == nil,
        ]
        return try JSONSerialization.data(withJSONObject: event, options: [.sortedKeys, .withoutEscapingSlashes])
    }

    /// IAM's id of the caller, with the id that the local AWS gives a role of this name.
    static func callerID(of arn: String) -> String {
        let parts = arn.split(separator: "/")
        guard parts.count >= 3, let session = parts.last else { return "AIDAEXAMPLEEXAMPLE001" }
        return "\(roleID(ofRole: String(parts[1]))):\(session)"
    }

    /// The id of a role in the local AWS, which follows from its name (scripts/lib/ministack_launcher.py): an event that is
    /// made here can name it without asking.
    public static func roleID(ofRole name: String) -> String {
        // FNV-1a, which both languages can write down in a line; nothing depends on its strength.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(hash, radix: 36, uppercase: true)
        return "AROA" + String(repeating: "0", count: max(0, 17 - digits.utf8.count)) + digits
    }

    /// The account that the caller's ARN names, or nothing.
    private var callerAccount: String {
        let parts = callerARN.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return parts.count == 6 ? String(parts[4]) : ""
    }
}

extension InvocationRequest {
    /// An invocation through the function's URL.
    ///
    /// - Parameters:
    ///   - functionARN: The function's ARN without an alias.
    ///   - alias: The alias that the URL is attached to.
    public static func throughURL(
        _ event: FunctionURLEvent,
        functionARN: String,
        alias: String,
        requestID: String = UUID().uuidString.lowercased()
    ) throws -> InvocationRequest {
        InvocationRequest(
            event: try event.json(requestID: requestID),
            requestID: requestID,
            functionARN: "\(functionARN):\(alias)"
        )
    }
}
