// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FoundationEssentials

/// `AWS_CA_BUNDLE`: the certificate authorities to trust instead of the system's.
enum CABundle {
    private static let variable = "AWS_CA_BUNDLE"

    /// The path; nil if it is not set, which an empty one is not.
    static func path(in environment: [String: String]) -> String? {
        environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Throws: ``ConfigurationError`` if there is no such file: otherwise every call would fail, one by one.
    static func check(in environment: [String: String]) throws(ConfigurationError) {
        guard let path = path(in: environment) else { return }
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder,
            FileManager.default.isReadableFile(atPath: path)
        else {
            throw ConfigurationError("\(variable) must be the path of a PEM file that the function can read.")
        }
    }
}
