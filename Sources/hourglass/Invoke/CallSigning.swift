// SPDX-License-Identifier: Apache-2.0

import Foundation
import FrontDoor
import Hashing

/// Signs the event of a URL as whoever calls there would sign the call: with the time of now, so that it is believed.
enum CallSigning {
    /// What scripts/local-aws puts into the secrets of both; no secret at all.
    static let localSecret = "local-signing-secret"

    /// - Parameter environment: may have the secret to sign with, in `SLACK_SIGNING_SECRET` or, for other paths than
    ///   Slack's, `SERVICENOW_SIGNING_KEY`.
    /// - Throws: ``CommandFailure`` if it is no event of a URL.
    static func sign(_ event: Data, environment: [String: String], at date: Date = Date()) throws -> Data {
        guard var object = try? JSONSerialization.jsonObject(with: event) as? [String: Any],
            var headers = object["headers"] as? [String: Any], let path = object["rawPath"] as? String,
            let body = body(object)
        else {
            throw CommandFailure(
                message: "--sign needs the event of a function's URL, such as events/slack-command.json"
            )
        }
        let isSlack = path.hasPrefix("/slack/")
        let scheme = isSlack ? CallSignature.slack : .hourglass
        let secret = environment[isSlack ? "SLACK_SIGNING_SECRET" : "SERVICENOW_SIGNING_KEY"] ?? localSecret
        let timestamp = String(Int64(date.timeIntervalSince1970))
        let http = (object["requestContext"] as? [String: Any])?["http"] as? [String: Any]
        headers[scheme.timestampHeader] = timestamp
        headers[scheme.signatureHeader] = try scheme.signature(
            of: WebRequest(method: http?["method"] as? String ?? "POST", path: path, headers: [:], body: body),
            timestamp: timestamp,
            secret: Secret(secret)
        )
        object["headers"] = headers
        return try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    }

    /// As it was before Base64; a GET has none.
    private static func body(_ event: [String: Any]) -> [UInt8]? {
        guard let body = event["body"] else { return [] }
        guard let text = body as? String else { return nil }
        guard event["isBase64Encoded"] as? Bool == true else { return Array(text.utf8) }
        return Data(base64Encoded: text).map(Array.init)
    }
}
