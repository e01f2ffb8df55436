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

        /// Where it is in the organization, from the root down: `o-…/r-…/ou-…/ou-…/111122223333/`. Empty where it is
        /// not told; ``Organizations/listParents(of:)`` tells it then.
        public let paths: [String]

        /// Whether the account can be used: nothing that AWS tells says otherwise.
        public var isActive: Bool {
            let told = [status, state].compactMap(\.self)
            return !told.isEmpty && told.allSatisfy { $0 == "ACTIVE" }
        }

        /// Creates an account; tests and stand-ins do.
        public init(
            id: String,
            name: String? = nil,
            status: String? = nil,
            state: String? = nil,
            paths: [String] = []
        ) {
            self.id = id
            self.name = name
            self.status = status
            self.state = state
            self.paths = paths
        }

        /// The ids of the organizational units it is in, outermost first; nil where it is not told.
        public var organizationalUnitIDs: [String]? {
            guard let path = paths.first else { return nil }
            return path.split(separator: "/").filter { $0.hasPrefix("ou-") }.map(String.init)
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
        case paths = "Paths"
    }

    /// Reads an `Account`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        status = try container.decodeIfPresent(String.self, forKey: .status)
        state = try container.decodeIfPresent(String.self, forKey: .state)
        paths = try container.decodeIfPresent([String].self, forKey: .paths) ?? []
    }
}
