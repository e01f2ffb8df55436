// SPDX-License-Identifier: Apache-2.0

extension SSOAdmin {
    /// A permission set.
    public struct PermissionSet: Sendable, Equatable {
        /// Its ARN.
        public let arn: String
        /// Its name, unique in the instance.
        public let name: String
        /// What its administrator says it is for.
        public let description: String?
        /// How long a role session lasts, in ISO 8601 (`PT8H`); `nil` where it is not told.
        public let sessionDuration: String?
    }

    /// The ARNs of every permission set, 100 a page.
    public func listPermissionSets(instanceARN: String) -> Pages<[String], String> {
        pages("ListPermissionSets", as: ListPermissionSetsOutput.self) { token in
            ListPermissionSetsInput(instanceARN: instanceARN, nextToken: token)
        } page: { output in
            (output.permissionSets, output.nextToken)
        }
    }

    /// Describes a permission set.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if there is none with this ARN.
    public func describePermissionSet(
        instanceARN: String,
        permissionSetARN: String
    ) async throws(AWSError) -> PermissionSet {
        try await call(
            "DescribePermissionSet",
            PermissionSetInput(instanceARN: instanceARN, permissionSetARN: permissionSetARN),
            as: DescribePermissionSetOutput.self
        ).permissionSet
    }
}

extension SSOAdmin.PermissionSet: Decodable {
    private enum CodingKeys: String, CodingKey {
        case arn = "PermissionSetArn"
        case name = "Name"
        case description = "Description"
        case sessionDuration = "SessionDuration"
    }

    /// Reads a `PermissionSet`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        arn = try container.decode(String.self, forKey: .arn)
        name = try container.decode(String.self, forKey: .name)
        description = try container.decodeIfPresent(String.self, forKey: .description)
        // A stand-in for AWS sends a number here; nothing depends on it.
        sessionDuration = try? container.decode(String.self, forKey: .sessionDuration)
    }
}

private struct ListPermissionSetsInput: Encodable {
    let instanceARN: String
    let nextToken: String?
    let maxResults = 100

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case nextToken = "NextToken"
        case maxResults = "MaxResults"
    }
}

private struct ListPermissionSetsOutput: Decodable {
    let permissionSets: [String]
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case permissionSets = "PermissionSets"
        case nextToken = "NextToken"
    }
}

private struct DescribePermissionSetOutput: Decodable {
    let permissionSet: SSOAdmin.PermissionSet

    enum CodingKeys: String, CodingKey {
        case permissionSet = "PermissionSet"
    }
}
