// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Every call over every port, in order.
public final class CallLog: Sendable {
    private let calls = Mutex<[PortCall]>([])

    init() {}

    func add(_ call: PortCall) {
        calls.withLock { $0.append(call) }
    }

    /// All calls so far.
    public var all: [PortCall] { calls.withLock { $0 } }

    /// The operations of one invocation, in order.
    public func operations(of invocation: String) -> [PortOperation] {
        all.filter { $0.invocation == invocation }.map(\.operation)
    }

    /// How many calls of an operation there were.
    public func count(_ operation: PortOperation) -> Int {
        all.count { $0.operation == operation }
    }

    /// Forgets everything so far.
    public func clear() {
        calls.withLock { $0 = [] }
    }
}
