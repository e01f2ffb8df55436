// SPDX-License-Identifier: Apache-2.0

/// The region a program finds where AWS's own tools would look.
public enum DefaultRegion {
    /// `AWS_REGION`, then `AWS_DEFAULT_REGION`, then the profile's `region`.
    ///
    /// - Throws: ``ConfigurationError`` if none of them names one.
    public static func region(environment: [String: String]) throws(ConfigurationError) -> String {
        throw ConfigurationError("not read yet")
    }
}
