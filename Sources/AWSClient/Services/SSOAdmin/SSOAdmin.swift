// SPDX-License-Identifier: Apache-2.0

/// The administration of AWS IAM Identity Center: who has which permission set in which account.
///
/// It lives in one region, the home region of the organization's instance.
/// API reference: <https://docs.aws.amazon.com/singlesignon/latest/APIReference/>
public struct SSOAdmin: Sendable {
    let client: AWSClient
    let region: String

    /// Identity Center in `region`, or in the client's own.
    public init(_ client: AWSClient, region: String? = nil) {
        self.client = client
        self.region = region ?? client.region
    }

    func call<Output: Decodable>(
        _ operation: String,
        _ input: some Encodable,
        as output: Output.Type
    ) async throws(AWSError) -> Output {
        try await client.json(AWSOperation(.ssoAdmin, operation), region: region, input, as: output)
    }

    /// The pages of a list operation; `input` makes the request for a token, and `page` takes the answer apart.
    func pages<Page, Input: Encodable & SendableMetatype, Output: Decodable & SendableMetatype>(
        _ operation: String,
        as output: Output.Type,
        input: @escaping @Sendable (String?) -> Input,
        page: @escaping @Sendable (Output) -> (Page, nextToken: String?)
    ) -> Pages<Page, String> {
        Pages(AWSOperation(.ssoAdmin, operation)) { token throws(AWSError) in
            let (page, nextToken) = page(try await call(operation, input(token), as: Output.self))
            return (page, nextToken?.isEmpty == true ? nil : nextToken)
        }
    }
}

extension AWSClient {
    /// Identity Center in the client's region.
    public var ssoAdmin: SSOAdmin { SSOAdmin(self) }
}

/// What every operation takes that is about one permission set and nothing else.
struct PermissionSetInput: Encodable {
    let instanceARN: String
    let permissionSetARN: String

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case permissionSetARN = "PermissionSetArn"
    }
}
