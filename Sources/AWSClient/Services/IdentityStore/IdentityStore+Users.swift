// SPDX-License-Identifier: Apache-2.0

extension IdentityStore {
    /// What names one user without their id.
    public enum UniqueAttribute: Sendable, Hashable {
        /// The name they sign in with.
        case userName(String)
        /// Their e-mail address.
        case email(String)
    }

    /// A user. Everything else that is known of them is left out: what is not needed cannot leak.
    public struct User: Sendable, Equatable {
        /// The user's id, which never changes.
        public let id: String
        /// The name they sign in with.
        public let userName: String?
        /// Their e-mail addresses.
        public let emails: [String]
        /// The one among them that is marked as the primary one.
        public let primaryEmail: String?
        /// `nil` where it is not told, as for users made before there was a status.
        public let status: Status?

        /// Whether a user may sign in.
        public enum Status: Sendable, Hashable {
            case enabled
            case disabled
            /// One that AWS has added since this was written.
            case unknown(String)
        }

        /// Creates a user; tests and stand-ins do.
        public init(
            id: String,
            userName: String? = nil,
            emails: [String] = [],
            primaryEmail: String? = nil,
            status: Status? = nil
        ) {
            self.id = id
            self.userName = userName
            self.emails = emails
            self.primaryEmail = primaryEmail
            self.status = status
        }
    }

    /// The id of the user whose `attribute` this is.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if there is none.
    public func getUserID(
        identityStoreID: String,
        _ attribute: UniqueAttribute
    ) async throws(AWSError) -> String {
        let input = GetUserIDInput(identityStoreID: identityStoreID, attribute: attribute)
        return try await call("GetUserId", input, as: GetUserIDOutput.self).userID
    }

    /// Describes a user.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if there is none with this id.
    public func describeUser(identityStoreID: String, userID: String) async throws(AWSError) -> User {
        let input = DescribeUserInput(identityStoreID: identityStoreID, userID: userID)
        return try await call("DescribeUser", input, as: User.self)
    }
}

extension IdentityStore.User: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "UserId"
        case userName = "UserName"
        case emails = "Emails"
        case status = "UserStatus"
    }

    private struct Email: Decodable {
        let value: String?
        let isPrimary: Bool?

        enum CodingKeys: String, CodingKey {
            case value = "Value"
            case isPrimary = "Primary"
        }
    }

    /// Reads the output of `DescribeUser`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        userName = try container.decodeIfPresent(String.self, forKey: .userName)
        let addresses = try container.decodeIfPresent([Email].self, forKey: .emails) ?? []
        emails = addresses.compactMap(\.value)
        let primary = addresses.filter { $0.isPrimary == true }
        // Two that are both marked as the one are none.
        primaryEmail = primary.count == 1 ? primary.first?.value : nil
        status = try container.decodeIfPresent(Status.self, forKey: .status)
    }
}

extension IdentityStore.User.Status: RawRepresentable, Decodable {
    /// Creates a status from AWS's word for it.
    public init(rawValue: String) {
        self =
            switch rawValue {
            case "ENABLED": .enabled
            case "DISABLED": .disabled
            default: .unknown(rawValue)
            }
    }

    /// AWS's word for it.
    public var rawValue: String {
        switch self {
        case .enabled: "ENABLED"
        case .disabled: "DISABLED"
        case .unknown(let word): word
        }
    }
}

private struct GetUserIDInput: Encodable {
    let identityStoreID: String
    let attribute: IdentityStore.UniqueAttribute

    enum CodingKeys: String, CodingKey {
        case identityStoreID = "IdentityStoreId"
        case alternateIdentifier = "AlternateIdentifier"
    }

    enum AlternateIdentifierKeys: String, CodingKey {
        case uniqueAttribute = "UniqueAttribute"
    }

    enum UniqueAttributeKeys: String, CodingKey {
        case path = "AttributePath"
        case value = "AttributeValue"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(identityStoreID, forKey: .identityStoreID)
        var alternate = container.nestedContainer(
            keyedBy: AlternateIdentifierKeys.self,
            forKey: .alternateIdentifier
        )
        var unique = alternate.nestedContainer(keyedBy: UniqueAttributeKeys.self, forKey: .uniqueAttribute)
        switch attribute {
        case .userName(let name):
            try unique.encode("userName", forKey: .path)
            try unique.encode(name, forKey: .value)
        case .email(let address):
            try unique.encode("emails.value", forKey: .path)
            try unique.encode(address, forKey: .value)
        }
    }
}

private struct GetUserIDOutput: Decodable {
    let userID: String

    enum CodingKeys: String, CodingKey {
        case userID = "UserId"
    }
}

private struct DescribeUserInput: Encodable {
    let identityStoreID: String
    let userID: String

    enum CodingKeys: String, CodingKey {
        case identityStoreID = "IdentityStoreId"
        case userID = "UserId"
    }
}
