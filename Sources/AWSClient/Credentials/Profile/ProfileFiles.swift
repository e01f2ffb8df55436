// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Finds and reads the shared `credentials` and `config` files.
/// https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
struct ProfileFiles: Sendable {
    /// The largest file that is read, in bytes.
    static let maximumBytes = 1024 * 1024

    let environment: [String: String]

    /// The profile `AWS_PROFILE` names, or `default`.
    var selectedName: String { environment.setting("AWS_PROFILE") ?? "default" }

    /// The profile `name`.
    ///
    /// - Throws: ``ConfigurationError`` if a file cannot be read, or if neither has the profile.
    func profile(_ name: String) throws(ConfigurationError) -> Profile {
        let credentials = try file("AWS_SHARED_CREDENTIALS_FILE", default: "~/.aws/credentials")
        let config = try file("AWS_CONFIG_FILE", default: "~/.aws/config")
        let configured = Self.configProfiles(config.sections)
        guard credentials.sections[name] != nil || configured[name] != nil else {
            let known = Set(credentials.sections.keys).union(configured.keys).sorted()
            let advice =
                known.isEmpty
                ? "Create one with 'aws configure', or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
                : "Set AWS_PROFILE to one of: \(known.prefix(20).joined(separator: ", "))."
            throw ConfigurationError(
                "There is no profile '\(name)' in \(credentials.path) or \(config.path). \(advice)"
            )
        }
        return Profile(name: name, credentials: credentials.sections[name] ?? [:], config: configured[name] ?? [:])
    }

    /// The profiles of `config`, whose headers are `[default]` and `[profile name]`; other sections are not profiles.
    private static func configProfiles(_ sections: [String: [String: String]]) -> [String: [String: String]] {
        var profiles: [String: [String: String]] = [:]
        profiles["default"] = sections["default"]
        for (header, settings) in sections {
            guard let words = ShellWords.split(header), words.count == 2, words[0] == "profile" else { continue }
            profiles[words[1], default: [:]].merge(settings) { _, prefixed in prefixed }
        }
        return profiles
    }

    /// The sections of the file that `variable` names or that is at `standard`; none if there is no such file.
    private func file(
        _ variable: String,
        default standard: String
    ) throws(ConfigurationError) -> (path: String, sections: [String: [String: String]]) {
        let path = try expanded(environment.setting(variable) ?? standard, variable: variable)
        guard let text = try Self.text(path) else { return (path, [:]) }
        do throws(ProfileFile.Malformed) {
            return (path, try ProfileFile(text).sections)
        } catch {
            throw ConfigurationError("Line \(error.line) of \(path) \(error.reason). Correct it, or make it a comment.")
        }
    }

    /// `path` with the home directory for a `~` at its start.
    private func expanded(_ path: String, variable: String) throws(ConfigurationError) -> String {
        guard path.hasPrefix("~/") else { return path }
        guard let home = environment.setting("HOME") else {
            throw ConfigurationError("HOME is not set, so \(path) cannot be found. Set HOME or \(variable).")
        }
        return home + path.dropFirst()
    }

    /// The text of the file at `path`, or `nil` if there is none.
    private static func text(_ path: String) throws(ConfigurationError) -> String? {
        // Attributes are those of the link itself, and these files are often links.
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        guard FileManager.default.fileExists(atPath: target) else { return nil }
        let attributes = try? FileManager.default.attributesOfItem(atPath: target)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else {
            throw ConfigurationError("\(path) is not a regular file.")
        }
        guard let data = try? Data(contentsOf: URL(filePath: target), options: .mappedIfSafe) else {
            throw ConfigurationError("\(path) cannot be read. Check its permissions.")
        }
        guard data.count <= maximumBytes else {
            throw ConfigurationError("\(path) is larger than \(maximumBytes) bytes.")
        }
        guard let text = String(validating: data, as: UTF8.self), !text.utf8.contains(0) else {
            throw ConfigurationError("\(path) is not a text file in UTF-8.")
        }
        return text
    }
}
