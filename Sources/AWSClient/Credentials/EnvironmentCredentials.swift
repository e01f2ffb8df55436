// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Credentials from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, as Lambda sets them.
/// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
///
/// They are read once: Lambda starts a new execution environment before they end.
public struct EnvironmentCredentials: CredentialsProvider {
    private let fixed: Credentials

    /// Reads `environment`. `AWS_CREDENTIAL_EXPIRATION` is read too; the AWS CLI exports it.
    ///
    /// - Throws: ``CredentialsError`` naming the variable that is missing, empty or malformed.
    public init(environment: [String: String]) throws(CredentialsError) {
        let expirationName = "AWS_CREDENTIAL_EXPIRATION"
        fixed = try Credentials(
            environment.filter { $0.key.hasPrefix("AWS_") },
            names: .environment,
            expiration: (name: expirationName, text: environment.setting(expirationName)),
            source: "the environment",
            advice: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN for temporary "
                + "credentials, or unset them and set AWS_PROFILE; in Lambda the service sets them."
        )
    }

    /// The same credentials every time.
    public func credentials() async throws(CredentialsError) -> Credentials {
        fixed
    }
}
