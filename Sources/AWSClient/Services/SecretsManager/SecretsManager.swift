// SPDX-License-Identifier: Apache-2.0

/// AWS Secrets Manager: reading secrets.
///
/// API reference: <https://docs.aws.amazon.com/secretsmanager/latest/apireference/>
public struct SecretsManager: Sendable {
    let client: AWSClient
    let region: String

    /// Secrets Manager in `region`, or in the client's own.
    public init(_ client: AWSClient, region: String? = nil) {
        self.client = client
        self.region = region ?? client.region
    }

    /// The current text of a secret.
    ///
    /// - Parameter id: Its name or ARN.
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if there is none, or it holds no text.
    public func secretText(_ id: String) async throws(AWSError) -> Secret {
        let operation = AWSOperation(
            .secretsManager,
            "GetSecretValue",
            attemptTimeout: .seconds(3),
            connectTimeout: .milliseconds(1500)
        )
        let output = try await client.json(
            operation,
            region: region,
            GetSecretValueInput(secretID: id),
            as: GetSecretValueOutput.self
        )
        guard let text = output.secretString else {
            throw AWSError(operation, .invalidRequest, "the secret holds binary data, and text is wanted")
        }
        return Secret(text)
    }
}

extension AWSClient {
    /// Secrets Manager in the client's region.
    public var secretsManager: SecretsManager { SecretsManager(self) }
}

private struct GetSecretValueInput: Encodable {
    let secretID: String

    enum CodingKeys: String, CodingKey {
        case secretID = "SecretId"
    }
}

private struct GetSecretValueOutput: Decodable {
    let secretString: String?

    enum CodingKeys: String, CodingKey {
        case secretString = "SecretString"
    }
}
