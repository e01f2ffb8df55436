// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// What the Gateway's URL answers.
public struct WebResponse: Error, Sendable, Equatable {
    public let status: Int

    /// JSON; nil answers nothing but the status.
    public let body: JSONValue?

    /// Creates an answer.
    public init(status: Int = 200, body: JSONValue? = nil) {
        self.status = status
        self.body = body
    }

    /// A refusal without a word of why: whoever is not who they say learns nothing, and the log has the reason.
    static func refused(_ status: Int) -> WebResponse { WebResponse(status: status) }

    /// In the form in which Lambda takes the answer of a URL.
    public var json: String {
        var members: [String: JSONValue] = ["statusCode": .integer(Int64(status))]
        var headers: [String: JSONValue] = ["cache-control": "no-store"]
        if let body {
            headers["content-type"] = "application/json"
            members["body"] = .string(body.canonicalText)
        }
        members["headers"] = .object(headers)
        return JSONValue.object(members).canonicalText
    }
}
