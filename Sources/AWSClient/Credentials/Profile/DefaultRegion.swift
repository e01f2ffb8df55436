// SPDX-License-Identifier: Apache-2.0

/// The region a program finds where AWS's own tools look.
public enum DefaultRegion {
    /// `AWS_REGION`, then `AWS_DEFAULT_REGION`, then the `region` of the profile that `AWS_PROFILE` names.
    ///
    /// - Throws: ``ConfigurationError`` if none of them says a region, or the first that does says something else.
    public static func region(environment: [String: String]) throws(ConfigurationError) -> String {
        for variable in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            if let region = environment.setting(variable) {
                return try checked(region, from: variable)
            }
        }
        let files = ProfileFiles(environment: environment)
        let advice = "Set AWS_REGION, as in AWS_REGION=eu-central-1."
        let profile: Profile
        do {
            profile = try files.profile(files.selectedName)
        } catch {
            throw ConfigurationError("No AWS region is set. \(advice) \(error.message)")
        }
        guard let region = profile.settings.setting("region") else {
            throw ConfigurationError("Neither AWS_REGION nor profile '\(profile.name)' says an AWS region. \(advice)")
        }
        return try checked(region, from: "The region of profile '\(profile.name)'")
    }

    private static func checked(_ region: String, from source: String) throws(ConfigurationError) -> String {
        guard HostLabel.isValid(region) else {
            throw ConfigurationError("\(source) is not the name of an AWS region. Write it like eu-central-1.")
        }
        return region
    }
}
