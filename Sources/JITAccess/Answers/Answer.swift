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
    public var json: String {
        let envelope: JSONValue = [
            "statusCode": .integer(Int64(statusCode)),
            "body": .string(JSONValue.object(body).canonicalText),
        ]
        return envelope.canonicalText
    }

    /// The answer with one more member; itself if there is no text.
    func adding(_ name: String, _ text: String?) -> Answer {
        guard let text else { return self }
        return Answer(statusCode: statusCode, body: body.merging([name: .string(text)]) { first, _ in first })
    }
}
