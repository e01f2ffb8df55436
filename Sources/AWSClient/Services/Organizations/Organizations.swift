// SPDX-License-Identifier: Apache-2.0

/// AWS Organizations, which has one endpoint in each partition.
///
/// API reference: <https://docs.aws.amazon.com/organizations/latest/APIReference/>
public struct Organizations: Sendable {
    let client: AWSClient

    /// Organizations of the partition that the client's region is in.
    public init(_ client: AWSClient) {
        self.client = client
    }

    /// Describes an account of the organization.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if the organization has no such account.
    public func describeAccount(_ id: String) async throws(AWSError) -> Account {
        try await call("DescribeAccount", DescribeAccountInput(accountID: id), as: DescribeAccountOutput.self).account
    }

    /// Describes the organization the caller's account belongs to.
    public func describeOrganization() async throws(AWSError) -> Organization {
        try await call("DescribeOrganization", NoInput(), as: DescribeOrganizationOutput.self).organization
    }

    func call<Output: Decodable>(
        _ operation: String,
        _ input: some Encodable,
        as output: Output.Type
    ) async throws(AWSError) -> Output {
        try await client.json(AWSOperation(.organizations, operation), region: client.region, input, as: output)
    }
}

extension AWSClient {
    /// Organizations of the partition that the client's region is in.
    public var organizations: Organizations { Organizations(self) }
}

private struct DescribeAccountInput: Encodable {
    let accountID: String

    enum CodingKeys: String, CodingKey {
        case accountID = "AccountId"
    }
}

private struct DescribeAccountOutput: Decodable {
    let account: Organizations.Account

    enum CodingKeys: String, CodingKey {
        case account = "Account"
    }
}

private struct DescribeOrganizationOutput: Decodable {
    let organization: Organizations.Organization

    enum CodingKeys: String, CodingKey {
        case organization = "Organization"
    }
}
