// SPDX-License-Identifier: Apache-2.0

package import AWSClient
import JITAccess

/// Reads variables and says precisely what is wrong with one. An empty variable counts as not set.
package struct EnvironmentReader {
    private let environment: [String: String]

    package init(_ environment: [String: String]) {
        self.environment = environment
    }

    /// The text of a variable that passes `check`; nil if it is not set.
    package func text(
        _ name: String,
        expected: String,
        _ check: (String) -> Bool
    ) throws(ConfigurationError) -> String? {
        guard let text = environment[name], !text.isEmpty else { return nil }
        guard text.utf8.count <= 2048, check(text) else {
            throw ConfigurationError("\(name) must be \(expected).")
        }
        return text
    }

    /// One of the words of a choice; nil if it is not set.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String,
        _ type: Choice.Type
    ) throws(ConfigurationError) -> Choice? where Choice.RawValue == String {
        let words = type.allCases.map(\.rawValue).joined(separator: " or ")
        return try text(name, expected: words) { Choice(rawValue: $0) != nil }.flatMap(Choice.init(rawValue:))
    }

    /// The name of a DynamoDB table.
    package func tableName(_ name: String, default standard: String) throws(ConfigurationError) -> String {
        try text(name, expected: "the name of a DynamoDB table", AWSNames.isTable) ?? standard
    }

    /// The topic that alerts go to; nil if it is not set.
    package func topicARN(_ name: String) throws(ConfigurationError) -> String? {
        try text(name, expected: "the ARN of a standard (not FIFO) SNS topic", AWSNames.isTopicARN)
    }

    /// The name or ARN of a secret; nil if it is not set.
    package func secret(_ name: String) throws(ConfigurationError) -> String? {
        try text(name, expected: Self.secretExpectation) { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }
    }

    /// What the name of a secret is called.
    package static let secretExpectation = "the name or ARN of a secret"

    /// The name of a permission set.
    func permissionSet(_ name: String) throws(ConfigurationError) -> String? {
        try text(name, expected: "the name of a permission set", AWSNames.isPermissionSet)
    }

    /// A whole number within `range`; nil if it is not set.
    func count(_ name: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return try text(name, expected: expected) { Int($0).map(range.contains) ?? false }.flatMap { Int($0) }
    }

    /// A whole number of hours from 1 to 720; nil if it is not set.
    func hours(_ name: String) throws(ConfigurationError) -> LeaseDuration? {
        let text = try text(name, expected: "a whole number of hours from 1 to 720") { text in
            Int64(text).flatMap(LeaseDuration.init(hours:)) != nil
        }
        return text.flatMap(Int64.init).flatMap(LeaseDuration.init(hours:))
    }
}
