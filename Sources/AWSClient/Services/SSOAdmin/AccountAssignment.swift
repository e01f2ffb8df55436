// SPDX-License-Identifier: Apache-2.0

extension SSOAdmin {
    /// A principal's hold on a permission set in an account. It has no id: these four together are its identity.
    public struct AccountAssignment: Sendable, Hashable {
        /// The account, 12 digits.
        public let accountID: String
        /// The permission set.
        public let permissionSetARN: String
        /// What kind of principal it is.
        public let principalType: PrincipalType
        /// The Identity Store's id of the user or group.
        public let principalID: String

        /// Creates an assignment.
        public init(
            accountID: String,
            permissionSetARN: String,
            principalType: PrincipalType = .user,
            principalID: String
        ) {
            self.accountID = accountID
            self.permissionSetARN = permissionSetARN
            self.principalType = principalType
            self.principalID = principalID
        }
    }

    /// What a principal is.
    public struct PrincipalType: RawRepresentable, Sendable, Hashable, Codable {
        /// AWS's word for it.
        public let rawValue: String

        /// Creates a type, known or not.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A user of the Identity Store.
        public static let user = PrincipalType(rawValue: "USER")
        /// A group of the Identity Store.
        public static let group = PrincipalType(rawValue: "GROUP")
    }
}

extension SSOAdmin.AccountAssignment: Decodable {
    private enum CodingKeys: String, CodingKey {
        case accountID = "AccountId"
        case permissionSetARN = "PermissionSetArn"
        case principalType = "PrincipalType"
        case principalID = "PrincipalId"
    }
}

extension SSOAdmin {
    /// How far the creation or deletion of an assignment is. Both go on after the call has been answered.
    public struct AssignmentOperation: Sendable, Equatable {
        /// What to ask for the status with.
        public let requestID: String
        /// How far it is.
        public let status: Status
        /// AWS's own words, if it failed.
        public let failureReason: String?

        /// Creates an operation; tests and stand-ins do.
        public init(requestID: String, status: Status, failureReason: String? = nil) {
            self.requestID = requestID
            self.status = status
            self.failureReason = failureReason
        }
    }
}

extension SSOAdmin.AssignmentOperation {
    /// The state of an operation.
    public enum Status: Sendable, Hashable {
        case inProgress
        case failed
        case succeeded
        /// One that AWS has added since this was written: neither success nor failure may be concluded from it.
        case unknown(String)
    }
}

extension SSOAdmin.AssignmentOperation.Status: RawRepresentable, Codable {
    /// Creates a status from AWS's word for it.
    public init(rawValue: String) {
        self =
            switch rawValue {
            case "IN_PROGRESS": .inProgress
            case "FAILED": .failed
            case "SUCCEEDED": .succeeded
            default: .unknown(rawValue)
            }
    }

    /// AWS's word for it.
    public var rawValue: String {
        switch self {
        case .inProgress: "IN_PROGRESS"
        case .failed: "FAILED"
        case .succeeded: "SUCCEEDED"
        case .unknown(let word): word
        }
    }
}

extension SSOAdmin.AssignmentOperation: Decodable {
    private enum CodingKeys: String, CodingKey {
        case requestID = "RequestId"
        case status = "Status"
        case failureReason = "FailureReason"
    }

    /// Reads an `AccountAssignmentOperationStatus` or its metadata in a list.
    ///
    /// - Throws: `DecodingError` without a request id or status: the operation could not be followed.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        requestID = try container.decode(String.self, forKey: .requestID)
        guard !requestID.isEmpty else {
            throw DecodingError.dataCorruptedError(forKey: .requestID, in: container, debugDescription: "empty")
        }
        status = try container.decode(Status.self, forKey: .status)
        failureReason = try container.decodeIfPresent(String.self, forKey: .failureReason)
    }
}
