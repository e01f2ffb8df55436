// SPDX-License-Identifier: Apache-2.0

/// AWS Identity and Access Management of the account whose credentials sign: reading roles.
///
/// API reference: <https://docs.aws.amazon.com/IAM/latest/APIReference/>
public struct IAM: Sendable {
    let client: AWSClient

    /// IAM of the client's partition.
    public init(_ client: AWSClient) {
        self.client = client
    }

    /// A role, as far as tells who has made it.
    public struct Role: Sendable, Equatable {
        /// Such as `/aws-reserved/sso.amazonaws.com/eu-central-1/`.
        public let path: String

        public let name: String

        /// Such as `AROAEXAMPLE`: never used again, unlike the name.
        public let id: String

        public let arn: String
    }

    /// The role with this name.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if there is none.
    public func getRole(named name: String) async throws(AWSError) -> Role {
        var form = QueryForm()
        form.add("RoleName", name)
        let operation = AWSOperation(
            .iam,
            "GetRole",
            attemptTimeout: .seconds(3),
            connectTimeout: .milliseconds(1500)
        )
        let role = try await client.query(operation, region: client.region, form).child("Role")
        return Role(
            path: try role.text("Path"),
            name: try role.text("RoleName"),
            id: try role.text("RoleId"),
            arn: try role.text("Arn")
        )
    }
}

extension AWSClient {
    /// IAM of the client's partition.
    public var iam: IAM { IAM(self) }
}
