// SPDX-License-Identifier: Apache-2.0

package import AWSClient
package import JITAccess

/// Reads settings for a function that may do without some.
package struct SettingReader {
    private let need: FunctionConfiguration.Need

    /// What was wrong and is done without.
    package private(set) var faults: [SettingFault] = []

    package init(_ need: FunctionConfiguration.Need) {
        self.need = need
    }

    /// A setting that an end of access can do without: what `read` reads, or `standard` if it is wrong.
    ///
    /// - Throws: ``ConfigurationError`` if it is wrong, for a function that needs everything.
    package mutating func setting<Value>(
        _ name: String,
        or standard: Value,
        _ read: (String) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) -> Value {
        do throws(ConfigurationError) {
            return try read(name)
        } catch {
            guard need == .ends else { throw error }
            faults.append(SettingFault(name, error.description))
            return standard
        }
    }
}
