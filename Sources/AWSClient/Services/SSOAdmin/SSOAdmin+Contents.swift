// SPDX-License-Identifier: Apache-2.0

extension SSOAdmin {
    struct Tag: Sendable, Codable {
        let key: String
        let value: String

        enum CodingKeys: String, CodingKey {
            case key = "Key"
            case value = "Value"
        }
    }

    /// The tags of a permission set or another resource of the instance, by key.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if there is no such resource.
    public func listTags(instanceARN: String, resourceARN: String) async throws(AWSError) -> [String: String] {
        let tags = try await pages("ListTagsForResource", as: ListTagsOutput.self) { token in
            ListTagsInput(instanceARN: instanceARN, resourceARN: resourceARN, nextToken: token)
        } page: { output in
            (output.tags, output.nextToken)
        }.elements()
        return Dictionary(tags.map { ($0.key, $0.value) }) { first, _ in first }
    }

    /// The ARNs of AWS's managed policies that a permission set has.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if there is no such permission set.
    public func listManagedPolicies(
        instanceARN: String,
        permissionSetARN: String
    ) async throws(AWSError) -> Set<String> {
        let policies = try await pages("ListManagedPoliciesInPermissionSet", as: ListManagedPoliciesOutput.self) {
            token in
            ListManagedPoliciesInput(instanceARN: instanceARN, permissionSetARN: permissionSetARN, nextToken: token)
        } page: { output in
            (output.policies, output.nextToken)
        }.elements()
        return Set(policies.map(\.arn))
    }
}

private struct ListTagsInput: Encodable {
    let instanceARN: String
    let resourceARN: String
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case resourceARN = "ResourceArn"
        case nextToken = "NextToken"
    }
}

private struct ListTagsOutput: Decodable {
    let tags: [SSOAdmin.Tag]
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case tags = "Tags"
        case nextToken = "NextToken"
    }
}

private struct ListManagedPoliciesInput: Encodable {
    let instanceARN: String
    let permissionSetARN: String
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case permissionSetARN = "PermissionSetArn"
        case nextToken = "NextToken"
    }
}

private struct ListManagedPoliciesOutput: Decodable {
    let policies: [Policy]
    let nextToken: String?

    struct Policy: Decodable {
        let arn: String

        enum CodingKeys: String, CodingKey {
            case arn = "Arn"
        }
    }

    enum CodingKeys: String, CodingKey {
        case policies = "AttachedManagedPolicies"
        case nextToken = "NextToken"
    }
}
