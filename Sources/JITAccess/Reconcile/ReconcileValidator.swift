// SPDX-License-Identifier: Apache-2.0

/// Reads a reconcile event.
struct ReconcileValidator {
    private static let fields = ["action", "mode", "quarantine", "reason", "requester", "source"]

    /// The longest key that a binding has.
    private static let keyCharacters = 512

    /// - Parameter isScheduled: Whether it comes from the schedule, which has nobody to answer for a change.
    func validate(_ members: [String: JSONValue], isScheduled: Bool) -> Validated<ReconcileCommand> {
        var event = EventFields(members, known: isScheduled ? Array(members.keys) : Self.fields)
        let words = ReconcileOrder.Mode.allCases.map(\.rawValue)
        let mode = event.parsed("mode", limit: 32, expectation: "plan, apply or status") { text in
            (words + ["status"]).contains(text) ? text : nil
        }
        let quarantine = quarantine(members["quarantine"], &event)
        let reason = event.text("reason", limit: 1000)
        let order = ReconcileOrder(
            mode.flatMap(ReconcileOrder.Mode.init(rawValue:)) ?? .plan,
            quarantine: quarantine,
            reason: reason
        )
        if quarantine != .nothing, order.mode != .apply {
            event.refuse("quarantine", "goes with mode apply only")
        }
        if isScheduled, order.mode != .plan || mode == "status" {
            event.refuse("mode", "must be plan for a scheduled event: repairs are for people to ask for")
        }
        guard event.problems.isEmpty else { return .invalid(event.problems, AuditSubject()) }
        return .valid(mode == "status" ? .status : .run(order))
    }

    private func quarantine(_ value: JSONValue?, _ event: inout EventFields) -> ReconcileOrder.Quarantine {
        switch value {
        case nil, .null?, .bool(false)?: return .nothing
        case .bool(true)?: return .everything
        case .array(let elements)?:
            let keys = elements.compactMap { element -> String? in
                guard case .string(let key) = element, key.unicodeScalars.count <= Self.keyCharacters,
                    key.split(separator: "#", omittingEmptySubsequences: false).count == 3
                else { return nil }
                return key
            }
            if keys.count == elements.count, (1...ReconcileOrder.Quarantine.maximumListed).contains(keys.count) {
                return .listed(Set(keys))
            }
            fallthrough
        default:
            event.refuse(
                "quarantine",
                "must be true, or a list of 1 to \(ReconcileOrder.Quarantine.maximumListed) keys of findings, "
                    + "<user id>#<account id>#<permission set ARN>"
            )
            return .nothing
        }
    }
}
