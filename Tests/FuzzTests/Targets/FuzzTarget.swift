// SPDX-License-Identifier: Apache-2.0

/// A parser that faces the outside, and what must hold whatever it is given, beside that it does not crash.
struct FuzzTarget: Sendable {
    let name: String

    /// Beginnings that are worth changing; small and written by hand.
    let seeds: [String]

    /// What does not hold for these bytes, in words; nil if all is well.
    let violation: @Sendable ([UInt8]) -> String?

    static let all = domain + wire + local + stored

    static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

/// Checks that come one after another; the first that fails is the violation.
struct Expectations {
    private(set) var violation: String?

    mutating func expect(_ condition: @autoclosure () -> Bool, _ what: @autoclosure () -> String) {
        if violation == nil, !condition() { violation = what() }
    }
}

extension String {
    /// Whether it is fit for one line of a log or an answer.
    var isOneLine: Bool { !unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } }
}
