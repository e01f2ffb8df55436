// SPDX-License-Identifier: Apache-2.0

extension IdentityStore {
    /// The most groups that one call of ``memberships(identityStoreID:userID:groupIDs:)`` may ask about.
    public static let maximumGroupsPerCall = 100

    /// The id of the group with this display name.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if there is none.
    public func getGroupID(identityStoreID: String, displayName: String) async throws(AWSError) -> String {
        let input = GetGroupIDInput(identityStoreID: identityStoreID, displayName: displayName)
        return try await call("GetGroupId", input, as: GetGroupIDOutput.self).groupID
    }

    /// A group.
    public struct Group: Sendable, Equatable, Decodable {
        /// The group's id, which never changes.
        public let id: String
        /// What it is called; nil where it is not told.
        public let displayName: String?

        enum CodingKeys: String, CodingKey {
            case id = "GroupId"
            case displayName = "DisplayName"
        }
    }

    /// Describes a group.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if there is none with this id.
    public func describeGroup(identityStoreID: String, groupID: String) async throws(AWSError) -> Group {
        let input = DescribeGroupInput(identityStoreID: identityStoreID, groupID: groupID)
        return try await call("DescribeGroup", input, as: Group.self)
    }

    /// Those of some groups that a user is a member of (`IsMemberInGroups`).
    ///
    /// - Parameter groupIDs: 1 to ``maximumGroupsPerCall`` ids.
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if the user or one of the groups does not exist.
    public func memberships(
        identityStoreID: String,
        userID: String,
        groupIDs: [String]
    ) async throws(AWSError) -> Set<String> {
        let input = IsMemberInGroupsInput(
            identityStoreID: identityStoreID,
            memberID: .init(userID: userID),
            groupIDs: groupIDs
        )
        let output = try await call("IsMemberInGroups", input, as: IsMemberInGroupsOutput.self)
        return Set(output.results.filter(\.exists).map(\.groupID))
    }
}

private struct GetGroupIDInput: Encodable {
    let alternateIdentifier: AlternateIdentifier
    let identityStoreID: String

    init(identityStoreID: String, displayName: String) {
        self.identityStoreID = identityStoreID
        alternateIdentifier = AlternateIdentifier(uniqueAttribute: .init(value: displayName))
    }

    struct AlternateIdentifier: Encodable {
        let uniqueAttribute: UniqueAttribute

        enum CodingKeys: String, CodingKey {
            case uniqueAttribute = "UniqueAttribute"
        }
    }

    struct UniqueAttribute: Encodable {
        let path = "displayName"
        let value: String

        enum CodingKeys: String, CodingKey {
            case path = "AttributePath"
            case value = "AttributeValue"
        }
    }

    enum CodingKeys: String, CodingKey {
        case alternateIdentifier = "AlternateIdentifier"
        case identityStoreID = "IdentityStoreId"
    }
}

private struct GetGroupIDOutput: Decodable {
    let groupID: String

    enum CodingKeys: String, CodingKey {
        case groupID = "GroupId"
    }
}

private struct DescribeGroupInput: Encodable {
    let identityStoreID: String
    let groupID: String

    enum CodingKeys: String, CodingKey {
        case identityStoreID = "IdentityStoreId"
        case groupID = "GroupId"
    }
}

private struct IsMemberInGroupsInput: Encodable {
    let identityStoreID: String
    let memberID: MemberID
    let groupIDs: [String]

    struct MemberID: Encodable {
        let userID: String

        enum CodingKeys: String, CodingKey {
            case userID = "UserId"
        }
    }

    enum CodingKeys: String, CodingKey {
        case identityStoreID = "IdentityStoreId"
        case memberID = "MemberId"
        case groupIDs = "GroupIds"
    }
}

private struct IsMemberInGroupsOutput: Decodable {
    let results: [Membership]

    struct Membership: Decodable {
        let groupID: String
        let exists: Bool

        enum CodingKeys: String, CodingKey {
            case groupID = "GroupId"
            case exists = "MembershipExists"
        }
    }

    enum CodingKeys: String, CodingKey {
        case results = "Results"
    }
}
