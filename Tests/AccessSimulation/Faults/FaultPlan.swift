// SPDX-License-Identifier: Apache-2.0

/// Says for each call whether something goes wrong with it.
public struct FaultPlan: Sendable {
    let decide: @Sendable (PortCall) -> Fault?

    /// Creates a plan from a rule.
    public init(_ decide: @escaping @Sendable (PortCall) -> Fault?) {
        self.decide = decide
    }

    /// Nothing goes wrong.
    public static let none = FaultPlan { _ in nil }

    /// The call with this number in its invocation goes wrong.
    public static func at(_ number: Int, _ fault: Fault) -> FaultPlan {
        FaultPlan { $0.number == number ? fault : nil }
    }

    /// The first `times` calls of an operation after the first `skipping` go wrong; all of them unless `times` is given.
    public static func on(
        _ operation: PortOperation,
        _ fault: Fault,
        times: Int = .max,
        skipping: Int = 0
    ) -> FaultPlan {
        let seen = Box(0)
        return FaultPlan { call in
            guard call.operation == operation else { return nil }
            let place = seen.update { count in
                count += 1
                return count
            }
            return place > skipping && place - skipping <= times ? fault : nil
        }
    }

    /// Both plans; where they differ, this one.
    public func and(_ other: FaultPlan) -> FaultPlan {
        FaultPlan { call in
            // Both are asked, because each may count what it sees.
            let own = decide(call)
            let others = other.decide(call)
            return own ?? others
        }
    }
}
