// SPDX-License-Identifier: Apache-2.0

/// The ids of the requests of a list as people are shown them: as each was given, or whole where two were given the same.
public struct ShownRequestIDs {
    private var counts: [String: Int] = [:]

    /// - Parameter answers: what is answered about each request.
    public init(_ answers: [[String: JSONValue]]) {
        for id in answers.compactMap(RequestID.init(answer:)) { counts[id.given, default: 0] += 1 }
    }

    /// The id of one of them; empty if the answer has none.
    public func text(of answer: [String: JSONValue]) -> String {
        guard let id = RequestID(answer: answer) else {
            if case .string(let text)? = answer["request_id"] { return text }
            return ""
        }
        return (counts[id.given] ?? 0) > 1 ? id.description : id.given
    }
}
