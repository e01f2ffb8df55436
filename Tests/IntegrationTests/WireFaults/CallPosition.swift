// SPDX-License-Identifier: Apache-2.0

/// One call among those that an invocation makes: the service, the operation, and which of its calls.
///
/// Calls that run side by side arrive in any order; so named, they are the same each time.
struct CallPosition: Sendable, Hashable, Comparable, CustomStringConvertible {
    let service: String
    let operation: String
    /// From 1. Further attempts at a call are the same call.
    let number: Int

    init(_ call: ProxiedCall) {
        (service, operation, number) = (call.service, call.operation, call.number)
    }

    var description: String { "\(operation) \(number)" }

    /// Whether `call` is this call.
    func matches(_ call: ProxiedCall) -> Bool {
        CallPosition(call) == self
    }

    /// Whether `call` is this one or a later one of its operation.
    func precedesOrMatches(_ call: ProxiedCall) -> Bool {
        call.service == service && call.operation == operation && call.number >= number
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.service, left.operation, left.number) < (right.service, right.operation, right.number)
    }
}

extension [ProxiedCall] {
    /// What was called, each call once, sorted.
    var positions: [CallPosition] { Set(map(CallPosition.init)).sorted() }
}

extension ProxiedCall {
    /// Whether a function has answered when it makes this call: a sweep looks up then whether people have been told of settings
    /// that are right again.
    var isAfterAnswer: Bool { operation == "GetItem" && text.contains("\"alerted#") }
}
