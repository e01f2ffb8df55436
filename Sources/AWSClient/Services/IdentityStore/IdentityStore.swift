// SPDX-License-Identifier: Apache-2.0

/// The Identity Store: the users and groups of IAM Identity Center, in its home region.
///
/// API reference: <https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/>
public struct IdentityStore: Sendable {
    let client: AWSClient
    let region: String

    /// The Identity Store in `region`, or in the client's own.
    public init(_ client: AWSClient, region: String? = nil) {
        self.client = client
        self.region = region ?? client.region
    }

    func call<Output: Decodable>(
        _ operation: String,
        _ input: some Encodable,
        as output: Output.Type
    ) async throws(AWSError) -> Output {
        try await client.json(AWSOperation(.identityStore, operation), region: region, input, as: output)
    }
}

extension AWSClient {
    /// The Identity Store in the client's region.
    public var identityStore: IdentityStore { IdentityStore(self) }
}
