// SPDX-License-Identifier: Apache-2.0

extension Organizations {
    /// What contains an account or an organizational unit.
    public struct Parent: Sendable, Equatable, Decodable {
        /// Its id: `r-…` or `ou-…`.
        public let id: String

        /// Whether it is the root of the organization, which has no parent.
        public var isRoot: Bool { id.hasPrefix("r-") }

        private enum CodingKeys: String, CodingKey {
            case id = "Id"
        }
    }

    /// An organizational unit.
    public struct OrganizationalUnit: Sendable, Equatable, Decodable {
        /// Its id, which never changes.
        public let id: String
        /// Its name, unique among its siblings.
        public let name: String

        private enum CodingKeys: String, CodingKey {
            case id = "Id"
            case name = "Name"
        }
    }

    /// What contains an account or an organizational unit: one parent, as organizations are today.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if the organization has no such account or unit.
    public func listParents(of childID: String) async throws(AWSError) -> [Parent] {
        try await call("ListParents", ListParentsInput(childID: childID), as: ListParentsOutput.self).parents
    }

    /// Describes an organizational unit.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if there is none with this id.
    public func describeOrganizationalUnit(_ id: String) async throws(AWSError) -> OrganizationalUnit {
        try await call(
            "DescribeOrganizationalUnit",
            DescribeOrganizationalUnitInput(organizationalUnitID: id),
            as: DescribeOrganizationalUnitOutput.self
        ).organizationalUnit
    }
}

private struct ListParentsInput: Encodable {
    let childID: String

    enum CodingKeys: String, CodingKey {
        case childID = "ChildId"
    }
}

private struct ListParentsOutput: Decodable {
    let parents: [Organizations.Parent]

    enum CodingKeys: String, CodingKey {
        case parents = "Parents"
    }
}

private struct DescribeOrganizationalUnitInput: Encodable {
    let organizationalUnitID: String

    enum CodingKeys: String, CodingKey {
        case organizationalUnitID = "OrganizationalUnitId"
    }
}

private struct DescribeOrganizationalUnitOutput: Decodable {
    let organizationalUnit: Organizations.OrganizationalUnit

    enum CodingKeys: String, CodingKey {
        case organizationalUnit = "OrganizationalUnit"
    }
}
