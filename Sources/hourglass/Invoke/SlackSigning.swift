// SPDX-License-Identifier: Apache-2.0

import Foundation
import FrontDoor
import Hashing

/// Signs the event of a URL as Slack would sign the call: with the time of now, so that it is believed.
enum SlackSigning {
    /// What scripts/local-aws puts into the secret of the Slack app; no secret at all.
    static let localSecret = "local-signing-secret"

    /// - Throws: ``CommandFailure`` if it is no event of a URL.
    static func sign(_ event: Data, secret: String, at date: Date = Date()) throws -> Data {
        guard var object = try? JSONSerialization.jsonObject(with: event) as? [String: Any],
            var headers = object["headers"] as? [String: Any], let body = body(object)
        else {
            throw CommandFailure(
                message: "--sign needs the event of a function's URL, such as events/slack-command.json"
            )
        }
        let timestamp = String(Int64(date.timeIntervalSince1970))
        headers["x-slack-request-timestamp"] = timestamp
        headers["x-slack-signature"] = try SlackSignature.signature(
            timestamp: timestamp,
            body: body,
            secret: Secret(secret)
        )
        object["headers"] = headers
        return try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    }

    private static func body(_ event: [String: Any]) -> [UInt8]? {
        guard let text = event["body"] as? String else { return nil }
        guard event["isBase64Encoded"] as? Bool == true else { return Array(text.utf8) }
        return Data(base64Encoded: text).map(Array.init)
    }
}
