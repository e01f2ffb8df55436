// SPDX-License-Identifier: Apache-2.0

/// Where the credentials of a profile come from.
enum ProfileSource {
    case keys(Credentials)

    /// The command line of a `credential_process`.
    case process(String)

    /// Decides as the AWS CLI does: roles, sign-in by IAM Identity Center, keys in `credentials`, `credential_process`,
    /// sign-in by the console, keys in `config`. One exception: a `credential_process` written next to the settings of
    /// an Identity Center sign-in is there for programs that know no such sign-in.
    ///
    /// - Throws: ``CredentialsError`` if the first that applies is not supported or is incomplete. Going on to the next
    ///   would act as somebody else than the CLI with the same profile.
    init(_ profile: Profile) throws(CredentialsError) {
        let settings = profile.settings
        let process = settings.setting("credential_process")
        func has(_ names: String...) -> Bool { names.contains { settings.setting($0) != nil } }

        if has("role_arn", "web_identity_token_file") {
            throw Self.unsupported(profile, "assumes a role")
        } else if has("sso_session", "sso_start_url", "sso_account_id", "sso_role_name"), process == nil {
            throw Self.unsupported(profile, "signs in with IAM Identity Center")
        } else if Self.hasKeys(profile.credentials) {
            self = .keys(try Self.keys(profile.credentials, of: profile))
        } else if let process {
            self = .process(process)
        } else if has("login_session") {
            throw Self.unsupported(profile, "signs in with the AWS console")
        } else if Self.hasKeys(profile.config) {
            self = .keys(try Self.keys(profile.config, of: profile))
        } else {
            throw CredentialsError(
                "Profile '\(profile.name)' has no credentials. Run 'aws configure --profile \(profile.name)', or give it a "
                    + "credential_process."
            )
        }
    }

    private static func hasKeys(_ settings: [String: String]) -> Bool {
        let names = CredentialNames.profile
        return settings.setting(names.accessKeyID) != nil || settings.setting(names.secretAccessKey) != nil
    }

    private static func keys(
        _ settings: [String: String],
        of profile: Profile
    ) throws(CredentialsError) -> Credentials {
        try Credentials(
            settings,
            names: .profile,
            expiration: (name: "", text: nil),
            source: "profile '\(profile.name)'",
            advice: "Run 'aws configure --profile \(profile.name)'."
        )
    }

    /// The profile in the advice is a new one: in the same one, the CLI could end up asking itself.
    private static func unsupported(_ profile: Profile, _ doing: String) -> CredentialsError {
        let name = profile.name
        let region = profile.settings.setting("region").map { "\nregion = \($0)" } ?? ""
        return CredentialsError(
            """
            Profile '\(name)' \(doing), which only the AWS CLI can do here. Let it hand the credentials over: add these \
            lines to ~/.aws/config, and set AWS_PROFILE=\(name)-process.

            [profile \(name)-process]
            credential_process = aws configure export-credentials --profile \(name) --format process\(region)
            """
        )
    }
}
