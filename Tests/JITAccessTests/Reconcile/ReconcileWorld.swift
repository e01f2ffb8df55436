// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Synchronization
import Testing

/// What tests of reconcile say and ask.
extension AccessWorld {
    /// Lets a direct caller reconcile.
    @discardableResult
    func reconcile(
        _ members: String = "",
        id: String? = nil,
        timeLimit: Duration = .seconds(300),
        faults: FaultPlan = .none
    ) -> Answer? {
        perform(Self.reconcileCall(members, id: id, timeLimit: timeLimit, faults: faults))
    }

    static func reconcileCall(
        _ members: String = "",
        id: String? = nil,
        timeLimit: Duration = .seconds(300),
        faults: FaultPlan = .none
    ) -> FunctionCall {
        let more = members.isEmpty ? "" : "," + members
        return .revoke(#"{"action":"reconcile"\#(more)}"#, id: id, timeLimit: timeLimit, faults: faults)
    }

    /// Lets so much time pass that no listing is behind and nothing is young.
    func settleListings() {
        advance(by: .seconds(700))
    }

}

extension Answer {
    /// A count of a reconcile's answer.
    func count(_ name: String) -> Int64? {
        guard case .object(let counts)? = body["counts"], case .integer(let count)? = counts[name] else { return nil }
        return count
    }

    /// The kinds and outcomes of the findings.
    var findings: [String] {
        guard case .array(let findings)? = body["findings"] else { return [] }
        return findings.compactMap { finding in
            guard case .object(let members) = finding, case .string(let kind)? = members["kind"],
                case .string(let outcome)? = members["outcome"]
            else { return nil }
            return "\(kind) \(outcome)"
        }
    }
}

/// Counts how often somebody has looked.
final class Looks: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
