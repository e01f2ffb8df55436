// SPDX-License-Identifier: Apache-2.0

/// AWS Security Token Service, at its regional endpoints.
///
/// API reference: <https://docs.aws.amazon.com/STS/latest/APIReference/>
public struct STS: Sendable {
    let client: AWSClient
    let region: String

    /// STS in `region`, or in the client's own.
    public init(_ client: AWSClient, region: String? = nil) {
        self.client = client
        self.region = region ?? client.region
    }

    /// Who signs the calls.
    public struct CallerIdentity: Sendable, Equatable {
        /// The account, 12 digits.
        public let accountID: String
        /// The user's or the role session's ARN.
        public let arn: String
        /// The unique id of the user or the role session.
        public let userID: String
    }

    /// Who signs the calls. No policy can refuse it, so it tells good credentials from bad ones.
    public func getCallerIdentity() async throws(AWSError) -> CallerIdentity {
        let result = try await client.query(AWSOperation(.sts, "GetCallerIdentity"), region: region)
        return CallerIdentity(
            accountID: try result.text("Account"),
            arn: try result.text("Arn"),
            userID: try result.text("UserId")
        )
    }
}

extension AWSClient {
    /// STS in the client's region.
    public var sts: STS { STS(self) }
}
