// SPDX-License-Identifier: Apache-2.0

extension [String: String] {
    /// The value of the variable `name`, or `nil` if it is missing or empty, which AWS's tools take for the same.
    func setting(_ name: String) -> String? {
        self[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether the variable `name` is on.
    ///
    /// - Throws: ``ConfigurationError`` if it says neither `true` nor `false`.
    func flag(_ name: String) throws(ConfigurationError) -> Bool {
        switch setting(name)?.lowercased() {
        case nil, "false": return false
        case "true": return true
        default: throw ConfigurationError("\(name) must be true or false.")
        }
    }
}
