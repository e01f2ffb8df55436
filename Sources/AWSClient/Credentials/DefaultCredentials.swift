// SPDX-License-Identifier: Apache-2.0

/// The credentials a program finds where AWS's own tools look first: the environment, then a profile.
///
/// Container and instance credentials are not looked for.
public enum DefaultCredentials {
    /// ``EnvironmentCredentials`` if either key is in `environment`; otherwise ``ProfileCredentials``, cached.
    ///
    /// In Lambda a profile must be named by `AWS_PROFILE` to be used: a function whose keys are missing is to fail when
    /// it starts, and to say what is missing.
    ///
    /// - Throws: ``CredentialsError`` naming the variable that is missing or malformed.
    public static func provider(
        environment: [String: String]
    ) throws(CredentialsError) -> any CredentialsProvider {
        let hasKeys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].contains { environment.setting($0) != nil }
        let isLambda = environment.setting("AWS_LAMBDA_FUNCTION_NAME") != nil
        guard hasKeys || (isLambda && environment.setting("AWS_PROFILE") == nil) else {
            return CachingCredentials(ProfileCredentials(environment: environment))
        }
        return try EnvironmentCredentials(environment: environment)
    }
}
