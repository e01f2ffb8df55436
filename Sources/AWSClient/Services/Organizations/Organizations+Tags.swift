// SPDX-License-Identifier: Apache-2.0

extension Organizations {
    /// The tags of an account, an organizational unit, a root or a policy, by key.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if the organization has no such resource.
    public func listTags(of resourceID: String) async throws(AWSError) -> [String: String] {
        let pages = Pages<[Tag], String>(AWSOperation(.organizations, "ListTagsForResource")) {
            token throws(AWSError) in
            let output = try await call(
                "ListTagsForResource",
                ListTagsInput(resourceID: resourceID, nextToken: token),
                as: ListTagsOutput.self
            )
            return (output.tags, output.nextToken?.isEmpty == true ? nil : output.nextToken)
        }
        return Dictionary(try await pages.elements().map { ($0.key, $0.value) }) { first, _ in first }
    }

    fileprivate struct Tag: Sendable, Decodable {
        let key: String
        let value: String

        enum CodingKeys: String, CodingKey {
            case key = "Key"
            case value = "Value"
        }
    }
}

private struct ListTagsInput: Encodable {
    let resourceID: String
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case resourceID = "ResourceId"
        case nextToken = "NextToken"
    }
}

private struct ListTagsOutput: Decodable {
    let tags: [Organizations.Tag]
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case tags = "Tags"
        case nextToken = "NextToken"
    }
}
