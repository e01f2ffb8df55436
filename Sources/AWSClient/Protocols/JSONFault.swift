// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTransport

extension ServiceFault {
    /// Reads an error answer of the json 1.0 and 1.1 protocols.
    init(json response: HTTPResponse) {
        let header = response.headers["x-amzn-errortype"].flatMap(Self.code)
        guard let body = try? JSONDecoder().decode(JSONFaultBody.self, from: Data(response.body)) else {
            self.init(foreign: response, code: header)
            return
        }
        let code = body.type.flatMap(Self.code) ?? header
        var message = body.message ?? "no message"
        if let reason = body.reason {
            // Why KMS refused, where the Identity Center instance is encrypted with the customer's own key.
            message += " (reason: \(reason))"
        }
        self.init(
            status: response.status,
            code: code,
            message: message,
            requestID: body.requestID,
            retryAfter: body.retryAfterSeconds.map { .seconds(min(max($0, 0), 3600)) },
            cancellationReasons: body.cancellationReasons,
            existingItem: body.item
        )
    }

    /// The bare name in `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException:http://…`.
    private static func code(_ type: String) -> String? {
        let name = type.prefix { $0 != ":" }.split(separator: "#").last ?? ""
        return name.isEmpty ? nil : String(name)
    }
}

/// The members of an error's body. One that is missing or of another type must not hide the others.
private struct JSONFaultBody: Decodable {
    let type: String?
    let message: String?
    let reason: String?
    let requestID: String?
    let retryAfterSeconds: Double?
    let cancellationReasons: [CancellationReason]
    let item: [String: AttributeValue]?

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ keys: CodingKeys...) -> Value? {
            keys.lazy.compactMap { try? container.decode(Value.self, forKey: $0) }.first
        }
        type = value(.type, .code)
        message = value(.message, .capitalMessage, .errorMessage)
        reason = value(.reason)
        requestID = value(.requestID)
        retryAfterSeconds = value(.retryAfterSeconds)
        cancellationReasons = value(.cancellationReasons) ?? []
        item = value(.item)
    }

    private enum CodingKeys: String, CodingKey {
        case type = "__type"
        case code
        case message
        case capitalMessage = "Message"
        case errorMessage
        case reason = "Reason"
        case requestID = "RequestId"
        case retryAfterSeconds = "RetryAfterSeconds"
        case cancellationReasons = "CancellationReasons"
        case item = "Item"
    }
}
