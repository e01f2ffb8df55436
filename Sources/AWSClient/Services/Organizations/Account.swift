// SPDX-License-Identifier: Apache-2.0

extension Organizations {
    /// A member of the organization.
    public struct Account: Sendable, Equatable {
        /// Its id.
        public let id: String
        /// Its name.
        public let name: String?

        /// The older of the two members that tell whether it can be used: `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE`.
        public let status: String?

        /// The newer one, which knows `PENDING_ACTIVATION` and `CLOSED` as well.
        public let state: String?

        /// Whether the account can be used: nothing that AWS tells says otherwise.
        public var isActive: Bool {
            let told = [status, state].compactMap(\.self)
            return !told.isEmpty && told.allSatisfy { $0 == "ACTIVE" }
        }

        /// Creates an account; tests and stand-ins do.
        public init(id: String, name: String? = nil, status: String? = nil, state: String? = nil) {
            self.id = id
            self.name = name
            self.status = status
            self.state = state
        }
    }

    /// An organization.
    public struct Organization: Sendable, Equatable, Decodable {
        /// Its id.
        public let id: String
        /// The account that administers it, which Identity Center treats differently from the others.
        public let managementAccountID: String

        private enum CodingKeys: String, CodingKey {
            case id = "Id"
            case managementAccountID = "MasterAccountId"
        }
    }
}

extension Organizations.Account: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case status = "Status"
        case state = "State"
    }
}
