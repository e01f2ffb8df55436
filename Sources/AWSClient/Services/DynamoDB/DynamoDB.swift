// SPDX-License-Identifier: Apache-2.0

/// Amazon DynamoDB: the operations on items that a ledger needs.
///
/// API reference: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/>
public struct DynamoDB: Sendable {
    let client: AWSClient
    let region: String

    /// DynamoDB in `region`, or in the client's own.
    public init(_ client: AWSClient, region: String? = nil) {
        self.client = client
        self.region = region ?? client.region
    }

    func call<Output: Decodable>(
        _ operation: AWSOperation,
        _ input: some Encodable,
        as output: Output.Type
    ) async throws(AWSError) -> Output {
        try await client.json(operation, region: region, input, as: output)
    }
}

extension AWSClient {
    /// DynamoDB in the client's region.
    public var dynamoDB: DynamoDB { DynamoDB(self) }
}
