// SPDX-License-Identifier: Apache-2.0

/// What an event asks for: what a speaker may ask for, or the sweep.
public enum EventAction: Sendable, Equatable {
    case sweep
    /// A comparison that the schedule asks for, and that changes nothing.
    case scheduledReconcile
    case asking(PolicyAction)

    /// Which function is asked.
    public enum Function: Sendable {
        case grant
        case revoke

        /// What it does, in the order in which messages name it.
        fileprivate var actions: [PolicyAction] {
            switch self {
            case .grant: PolicyAction.allCases.filter { $0 != .revoke && $0 != .reconcile }
            case .revoke: [.revoke, .reconcile]
            }
        }
    }

    /// What the members ask `function` for; nil if that cannot be told, which its validator explains with everything
    /// else that is wrong.
    init?(_ members: [String: JSONValue], for function: Function) {
        if Self.isScheduled(members) {
            self = function == .revoke && members["action"] == "reconcile" ? .scheduledReconcile : .sweep
            return
        }
        switch (members["action"], function) {
        case (nil, .grant), (.null, .grant): self = .asking(.request)
        case (nil, .revoke) where members.isEmpty: self = .sweep
        case (.string("sweep"), _): self = .sweep
        case (.string(let text), _):
            guard let action = PolicyAction(rawValue: text), function.actions.contains(action) else { return nil }
            self = .asking(action)
        default: return nil
        }
    }

    /// Whether it is what a schedule sends: a rule of EventBridge, or EventBridge Scheduler where no input is set for it.
    /// Whoever imitates it may do less by it, not more.
    ///
    /// https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
    static func isScheduled(_ members: [String: JSONValue]) -> Bool {
        (members["source"] == "aws.events" || members["source"] == "aws.scheduler")
            && members["detail-type"] == "Scheduled Event"
    }

    /// For a refusal: what is wrong with an action that cannot be told.
    static func problem(for function: Function) -> FieldProblem {
        let names = function.actions.map(\.rawValue) + ["sweep"]
        return FieldProblem("action", "must be one of \(names.joined(separator: ", "))")
    }

    /// The word for it.
    var name: String {
        switch self {
        case .sweep: "sweep"
        case .scheduledReconcile: "reconcile"
        case .asking(let action): action.rawValue
        }
    }

    /// Whether it is a decision on somebody's request.
    var isDecision: Bool {
        self == .asking(.approve) || self == .asking(.reject)
    }
}
