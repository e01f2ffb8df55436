// SPDX-License-Identifier: Apache-2.0

/// How large the parts of a policy may be.
enum PolicyLimits {
    static let rules = 2_000
    static let entries = 1_000
    static let levels = 5
    static let required = 20
    static let nameCharacters = 64
    static let descriptionCharacters = 1_000

    /// Also bounds what matching costs.
    static let patternCharacters = 256
    static let justificationCharacters = 1_000
}
