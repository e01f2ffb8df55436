// SPDX-License-Identifier: Apache-2.0

extension SSOAdmin {
    /// An instance of Identity Center: an organization has one, a single account may have one of its own.
    public struct Instance: Sendable, Equatable, Decodable {
        /// What the operations take.
        public let arn: String
        /// The id of the store that holds its users.
        public let identityStoreID: String
        /// The account that owns it.
        public let ownerAccountID: String?
        /// `ACTIVE`, or one of the states of being created and deleted; `nil` where it is not told.
        public let status: String?

        private enum CodingKeys: String, CodingKey {
            case arn = "InstanceArn"
            case identityStoreID = "IdentityStoreId"
            case ownerAccountID = "OwnerAccountId"
            case status = "Status"
        }
    }

    /// The instances the caller can see.
    public func listInstances() -> Pages<[Instance], String> {
        pages("ListInstances", as: ListInstancesOutput.self) { token in
            ListInstancesInput(nextToken: token)
        } page: { output in
            (output.instances, output.nextToken)
        }
    }
}

private struct ListInstancesInput: Encodable {
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case nextToken = "NextToken"
    }
}

private struct ListInstancesOutput: Decodable {
    let instances: [SSOAdmin.Instance]
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case instances = "Instances"
        case nextToken = "NextToken"
    }
}
