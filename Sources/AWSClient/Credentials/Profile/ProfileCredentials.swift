// SPDX-License-Identifier: Apache-2.0

/// Credentials of a profile in `~/.aws/credentials` and `~/.aws/config`: access keys, or a `credential_process`.
///
/// The order within a profile is the AWS CLI's. What would need a sign-in or another call to AWS is left to the CLI: the
/// error says how to have it hand its credentials over. Wrap this in ``CachingCredentials``; it keeps nothing itself.
public struct ProfileCredentials: CredentialsProvider {
    private let files: ProfileFiles
    private let name: String

    /// Creates a provider for `profile`, or else the one `AWS_PROFILE` names, or else `default`. `AWS_CONFIG_FILE` and
    /// `AWS_SHARED_CREDENTIALS_FILE` say where the files are. No file is read yet.
    public init(environment: [String: String], profile: String? = nil) {
        files = ProfileFiles(environment: environment)
        name = profile ?? files.selectedName
    }

    /// Reads the files, and runs the profile's `credential_process` if it has one.
    ///
    /// - Throws: ``CredentialsError`` naming the profile and what is wrong with it or with its process.
    public func credentials() async throws(CredentialsError) -> Credentials {
        let profile: Profile
        do throws(ConfigurationError) {
            profile = try files.profile(name)
        } catch {
            throw CredentialsError(error.message)
        }
        switch try ProfileSource(profile) {
        case .keys(let credentials):
            return credentials
        case .process(let command):
            return try await CredentialProcess(
                command: command,
                profile: name,
                environment: files.environment
            ).credentials()
        }
    }
}
