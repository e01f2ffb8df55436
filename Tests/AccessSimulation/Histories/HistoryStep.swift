// SPDX-License-Identifier: Apache-2.0

/// One thing that happens in a history. A value, so that a history can be shortened and lived again.
public enum HistoryStep: Sendable, CustomStringConvertible {
    /// Invocations that begin at the same moment; usually one.
    case calls([HistoryCall])
    /// Something happens past the two functions.
    case surprise(Surprise)
    /// Something happens past the two functions while they are at work.
    case meddling(Surprise, [HistoryCall], after: Int)
    /// Somebody with the role of one function writes to the state table.
    case theft(Theft)
    /// The same while the functions are at work.
    case stealing(Theft, [HistoryCall], after: Int)
    case wait(seconds: Int)
    /// Something happens in the ticket system.
    case ticket(TicketTurn)
    /// Somebody writes to the audit table, while these invocations are at work if there are any.
    case trails(TrailTurn, [HistoryCall], after: Int)

    /// What somebody does to audit trails.
    public enum TrailTurn: String, Sendable, CaseIterable {
        case spoils = "the last records are changed"
        case grows = "records are added"
        case fills = "records are added before each of the functions'"
        case stops = "no more records are added"
    }

    /// What happens in the ticket system.
    public enum TicketTurn: Sendable, Equatable {
        case closes(String)
        case disappears(String)
        case systemGoesDown
        case systemComesBack
    }

    /// What happens past the two functions.
    public enum Surprise: String, Sendable, CaseIterable {
        case creationsFail = "creations fail"
        case removalsFail = "removals fail"
        case operationsAreForgotten = "operations are forgotten"
        case publishedRow = "a row of the published sample"
        case givenByHand = "given by hand"
        case approverLeaves = "an approver leaves the group"
        case approverReturns = "the approver is back"
        case policyWritten = "an administrator writes the inline policy"
        case policyDeleted = "an administrator deletes the inline policy"
        case provisioningsFail = "provisionings fail"
        case operationsFailLate = "operations fail, late"
        case withdrawnByHand = "an administrator removes what there is"
        case strangerComes = "an administrator gives a stranger access"
        case strangerGoes = "an administrator takes the stranger's access away"
        case accountSuspended = "the account is suspended"
        case accountReopened = "the account is open again"
        case requestForged = "a request is changed in the table"
        case requestApprovedByHand = "a request is approved in the table"
        case approvalAddedByHand = "an approval is added in the table"
        case requestInvented = "a request is invented in the table"
        case requestPutBack = "an older item of a request is put back"
    }

    public var description: String {
        switch self {
        case .calls(let calls): calls.map(\.description).joined(separator: " | ")
        case .surprise(let surprise): surprise.rawValue
        case .meddling(let surprise, let calls, let milliseconds):
            calls.map(\.description).joined(separator: " | ") + ", and after \(milliseconds) ms \(surprise.rawValue)"
        case .theft(let theft): theft.rawValue
        case .stealing(let theft, let calls, let milliseconds):
            calls.map(\.description).joined(separator: " | ") + ", and after \(milliseconds) ms \(theft.rawValue)"
        case .trails(let turn, let calls, let milliseconds):
            calls.map(\.description).joined(separator: " | ")
                + ", and after \(milliseconds) ms in all trails \(turn.rawValue)"
        case .wait(let seconds): "\(seconds) s pass"
        case .ticket(.closes(let number)): "\(number) is closed"
        case .ticket(.disappears(let number)): "\(number) is deleted"
        case .ticket(.systemGoesDown): "the ticket system goes down"
        case .ticket(.systemComesBack): "the ticket system is back"
        }
    }
}

/// One invocation of a history.
public struct HistoryCall: Sendable, CustomStringConvertible {
    /// What is asked for.
    public enum Kind: Sendable {
        /// The calling system asks for administrator access.
        case grant(id: String, user: String, duration: String)
        /// The calling system asks for it, for a change.
        case change(id: String, user: String, ticket: String, duration: String)
        /// The calling system asks for it, on another account than the usual one.
        case lend(id: String, user: String, account: String, duration: String)
        /// A person asks, by the portal.
        case ask(id: String, user: String, set: String, duration: String, startsIn: Int?)
        case decide(id: String, person: String, verdict: String)
        case cancel(id: String, person: String)
        case extend(id: String, extends: String, person: String, duration: String)
        case revokeRequest(id: String)
        case revokeBinding(user: String)
        case sweep
        case sweepRequests
        case reconcile(Reconcile)
    }

    /// How far a reconcile is to go.
    public enum Reconcile: String, Sendable, CaseIterable {
        case scheduled = "reconcile by the schedule"
        case plan = "reconcile, plan"
        case apply = "reconcile, apply"
        case quarantineStranger = "reconcile, quarantine the stranger"
        case quarantineAll = "reconcile, quarantine everything"
    }

    /// What goes wrong.
    public enum Trouble: Sendable {
        case none
        case fault(Fault, call: Int)
        /// One call in five goes mildly wrong.
        case flaky(seed: UInt64)
    }

    public let kind: Kind
    public let trouble: Trouble

    /// The time limit, in seconds.
    public let timeLimit: Int

    /// Creates a call.
    public init(_ kind: Kind, _ trouble: Trouble = .none, timeLimit: Int = 60) {
        self.kind = kind
        self.trouble = trouble
        self.timeLimit = timeLimit
    }

    public var description: String {
        let what =
            switch kind {
            case .grant(let id, let user, let duration): "grant \(id) \(user) \(duration)"
            case .change(let id, let user, let ticket, let duration): "grant \(id) \(user) \(duration) for \(ticket)"
            case .lend(let id, let user, let account, let duration): "grant \(id) \(user) \(duration) on \(account)"
            case .ask(let id, let user, let set, let duration, let start):
                "ask \(id) \(user) \(set) \(duration)\(start.map { " in \($0) s" } ?? "")"
            case .decide(let id, let person, let verdict): "\(verdict) \(id) by \(person)"
            case .cancel(let id, let person): "cancel \(id) by \(person)"
            case .extend(let id, let extends, let person, let duration):
                "extend \(extends) as \(id) by \(person) \(duration)"
            case .revokeRequest(let id): "revoke \(id)"
            case .revokeBinding(let user): "revoke \(user)"
            case .sweep: "sweep"
            case .sweepRequests: "sweep of requests"
            case .reconcile(let reconcile): reconcile.rawValue
            }
        switch trouble {
        case .none: return what
        case .fault(let fault, let call): return "\(what) (\(fault) at call \(call))"
        case .flaky: return "\(what) (flaky)"
        }
    }
}
