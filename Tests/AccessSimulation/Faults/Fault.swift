// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// What goes wrong with one call over a port.
public enum Fault: Sendable, Equatable {
    /// The call fails and nothing has happened. The ledger knows two kinds: a write may conflict, and whatever else
    /// goes wrong is that it does not answer. The alerts know only one.
    case fails(DirectoryError.Kind = .unavailable)

    /// It takes effect, and the caller does not hear of it.
    case answerLost

    /// The process is killed as it calls, before anything has happened.
    case killedBefore

    /// The process is killed after the call has taken effect, before it hears of it.
    case killedAfter

    /// It only takes long.
    case slow(Duration)
}

/// The operations of all ports.
public enum PortOperation: String, Sendable, CaseIterable {
    case binding, endedBinding, request, customSet, auditTail, due, openRequests, requestIDs, publishedRows, commit
    case fences, auditTrail
    case openRequestCount, requestSweepPlace
    case leaseTrail, lendingRequests, unreadableBinding, unreadableFences, auditEnds, customSetCount
    case reconcile
    case takeSweepLease, releaseSweepLease
    case userID, user, groups, account, permissionSet, isAssigned, creation
    case create
    case remove, removal
    case makeSet, deleteSet
    case facts, inlinePolicy, setInlinePolicy, accounts, provision, provisioning
    case surveySets, surveySet, surveyTags, surveyAccounts, surveyAssignments
    case alert
    case ticket
    case seal, verifySeal

    /// Whether it is the ledger's.
    public var isLedger: Bool {
        switch self {
        case .binding, .endedBinding, .request, .customSet, .auditTail, .due, .openRequests, .requestIDs,
            .publishedRows, .commit, .fences, .auditTrail, .reconcile, .openRequestCount, .requestSweepPlace,
            .leaseTrail, .lendingRequests, .unreadableBinding, .unreadableFences, .auditEnds, .customSetCount,
            .takeSweepLease, .releaseSweepLease:
            true
        default: false
        }
    }

    /// Whether it changes something in Identity Center.
    public var changesAccess: Bool { self == .create || self == .remove }
}

/// One call over a port.
public struct PortCall: Sendable, Equatable {
    /// The Lambda request id of the caller.
    public let invocation: String

    /// 1 for the first call of its invocation.
    public let number: Int

    public let operation: PortOperation

    /// When it was made.
    public let at: Timestamp
}
