// SPDX-License-Identifier: Apache-2.0

/// One profile of the shared files: what `credentials` says of it, and what `config` says.
struct Profile: Sendable {
    let name: String
    let credentials: [String: String]
    let config: [String: String]

    /// Both together. Where both have a setting, `credentials` wins, as in the AWS CLI.
    var settings: [String: String] {
        config.merging(credentials) { _, credential in credential }
    }
}

extension Profile: CustomStringConvertible, CustomReflectable {
    /// The name only: the settings hold secrets.
    var description: String { "profile \(name)" }

    var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}
