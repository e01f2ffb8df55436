// SPDX-License-Identifier: Apache-2.0

public import FoundationEssentials

/// Credentials from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, read once.
public struct EnvironmentCredentials: CredentialsProvider {
    private let fixed: Credentials

    /// Reads `environment`.
    ///
    /// - Throws: ``CredentialsError`` naming the variable that is missing or empty.
    public init(environment: [String: String]) throws(CredentialsError) {
        throw CredentialsError("not read yet")
    }

    /// The same credentials every time.
    public func credentials() async throws(CredentialsError) -> Credentials { fixed }
}

/// Credentials of a profile in `~/.aws/credentials` and `~/.aws/config`.
public struct ProfileCredentials: CredentialsProvider {
    /// Creates a provider for `profile`, or else `AWS_PROFILE`, or else `default`. No file is read yet.
    public init(environment: [String: String], profile: String? = nil) {}

    /// Reads the files, and runs `credential_process` where the profile has one.
    public func credentials() async throws(CredentialsError) -> Credentials {
        throw CredentialsError("not read yet")
    }
}

/// Keeps another provider's credentials until shortly before they end.
public actor CachingCredentials: CredentialsProvider {
    private let source: any CredentialsProvider

    /// Creates a cache in front of `source`; `now` is the clock.
    public init(_ source: any CredentialsProvider, now: @escaping @Sendable () -> Date = { Date() }) {
        self.source = source
    }

    /// Cached or fresh credentials.
    public func credentials() async throws(CredentialsError) -> Credentials {
        try await source.credentials()
    }
}

/// The credentials a program finds where AWS's own tools would look.
public enum DefaultCredentials {
    /// Environment first, then profile.
    ///
    /// - Throws: ``CredentialsError`` if the environment holds half a pair of keys.
    public static func provider(
        environment: [String: String]
    ) throws(CredentialsError) -> any CredentialsProvider {
        try EnvironmentCredentials(environment: environment)
    }
}
