// SPDX-License-Identifier: Apache-2.0

/// What a function answers: an HTTP-like status and a JSON body, in the shape the published sample uses.
public struct Answer: Sendable, Equatable {
    public let statusCode: Int

    public let body: [String: JSONValue]

    /// Creates an answer.
    public init(statusCode: Int, body: [String: JSONValue]) {
        self.statusCode = statusCode
        self.body = body
    }

    /// `{"statusCode":200,"body":"{...}"}`: the body is JSON within a string.
    public var json: String { json(headers: [:]) }

    /// The answer for whoever is at the other end of a way in: a caller of the function's URL gets the headers of an
    /// HTTP response too.
    public func json(for channel: Channel) -> String {
        guard channel == .functionURL else { return json }
        // What an answer says of somebody's access is for them, and true for now only.
        return json(headers: ["content-type": "application/json", "cache-control": "no-store"])
    }

    private func json(headers: [String: JSONValue]) -> String {
        var envelope: [String: JSONValue] = [
            "statusCode": .integer(Int64(statusCode)),
            "body": .string(JSONValue.object(body).canonicalText),
        ]
        if !headers.isEmpty { envelope["headers"] = .object(headers) }
        return JSONValue.object(envelope).canonicalText
    }

    /// The answer with one more member; itself if there is no text.
    func adding(_ name: String, _ text: String?) -> Answer {
        guard let text else { return self }
        return Answer(statusCode: statusCode, body: body.merging([name: .string(text)]) { first, _ in first })
    }
}
