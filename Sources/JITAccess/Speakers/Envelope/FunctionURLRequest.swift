// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// What Lambda hands over when the function's URL is called: payload format 2.0, with the caller that IAM has
/// authenticated in the request context.
///
/// To be read on ``Channel/functionURL`` alone. Anywhere else it is text that the caller has written.
/// See https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads.
struct FunctionURLRequest: Sendable {
    /// The most bytes it may have: room for a body of the largest event, escaped, and for the headers.
    static let maximumBytes = 3 * EventReader.maximumBytes

    let caller: IAMCaller
    private let request: JSONObject
    private let context: JSONObject

    /// - Throws: ``Refusal``: 400 if this comes from no URL, 403 if IAM has not authenticated the caller.
    init(_ event: [UInt8]) throws(Refusal) {
        request = JSONObject(members: try EventReader.members(of: event, limit: Self.maximumBytes))
        guard let context = request.object("requestContext"), request.string("version") == "2.0" else {
            throw .invalidEvent(
                "The alias \(Channel.functionURLAlias) is for the function's URL, and this did not come from there. "
                    + "Send a signed POST request to the URL."
            )
        }
        self.context = context
        guard let iam = context.object("authorizer")?.object("iam"),
            let arn = iam.string("userArn"), let accountID = iam.string("accountId"),
            let caller = IAMCaller(arn: arn, accountID: accountID, id: iam.string("callerId"))
        else {
            throw Refusal(
                .unidentifiedActor,
                "IAM has not told who is calling. Sign the request (Signature Version 4, service lambda); the auth type "
                    + "of the URL must be AWS_IAM."
            )
        }
        self.caller = caller
    }

    /// The members of what the caller says.
    ///
    /// - Throws: ``Refusal`` (405, 415, 400) saying what to send instead.
    func members() throws(Refusal) -> [String: JSONValue] {
        guard context.object("http")?.string("method") == "POST" else {
            throw Refusal(.methodNotAllowed, "Send a POST request with a JSON object as its body.")
        }
        // Lambda hands header names over in lower case.
        if let type = request.object("headers")?.string("content-type"), !Self.isJSON(type) {
            throw Refusal(
                .unsupportedMediaType,
                "The body must be JSON, with the header Content-Type: application/json."
            )
        }
        guard let text = request.string("body"), !text.isEmpty else {
            throw .invalidEvent("The request has no body. Send a JSON object, such as {\"action\":\"list\"}.")
        }
        guard request.members["isBase64Encoded"] == true else {
            return TypedFields.normalized(try EventReader.members(of: Array(text.utf8)))
        }
        guard let body = Data(base64Encoded: text) else { throw .invalidEvent("The body is not valid Base64.") }
        return TypedFields.normalized(try EventReader.members(of: Array(body)))
    }

    /// Whether a media type, with whatever parameters, is JSON.
    private static func isJSON(_ type: String) -> Bool {
        let essence = type.prefix { $0 != ";" }
        return essence.filter { $0 != " " && $0 != "\t" }.lowercased() == "application/json"
    }
}

/// The members of a JSON object, by the type that is expected.
private struct JSONObject: Sendable {
    let members: [String: JSONValue]

    func string(_ name: String) -> String? {
        guard case .string(let text) = members[name] else { return nil }
        return text
    }

    func object(_ name: String) -> JSONObject? {
        guard case .object(let members) = members[name] else { return nil }
        return JSONObject(members: members)
    }
}
