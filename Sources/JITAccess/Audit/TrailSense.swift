// SPDX-License-Identifier: Apache-2.0

/// What the records of a trail have told so far, and whether the next one can be true after that.
///
/// Hashes that fit show that nothing was changed after they were made. Whoever may write to the audit table can write a whole
/// trail with hashes that fit; so what it tells must be something that can have happened, too.
struct TrailSense: Sendable {
    /// The record with which the request was over.
    struct End: Sendable, Equatable {
        let requestID: String
        let sequence: Int64
        let what: String
        let timestamp: String?
    }

    /// The first record: who may not approve, and how many must.
    fileprivate struct Asking: Sendable {
        /// The ids of whoever has asked and whoever gets the access.
        let people: Set<String>
        /// The name that the request gives for who asks.
        let requester: String?
        let digest: String?
        let approvalsNeeded: Int64
    }

    /// Whether records before those that are known may be missing: then nothing follows from what is not there.
    private let isPartial: Bool

    /// Nil if nothing was asked for.
    private var asking: Asking?

    /// The ids of those who have approved, and in which record.
    private var approvers: [String: Int64] = [:]

    private var hasGiven = false

    /// Nil while the request is not over.
    private(set) var end: End?

    init(isPartial: Bool = false) {
        self.isPartial = isPartial
    }

    /// Takes the next record of the trail.
    ///
    /// - Returns: Why it cannot be true; nothing if it can.
    mutating func add(_ record: AuditChain.Attributes) -> [AuditFinding.Kind] {
        guard let sequence = record.place, let requestID = record.text("request_id") else { return [] }
        let what = record.what
        var kinds: [AuditFinding.Kind] = []
        let kind = TrailKind(of: requestID)
        if sequence == 1, record.step.map({ !kind.canBegin(with: $0.action, $0.status) }) ?? (kind != .successor) {
            kinds.append(.beginsOtherwise(with: what, instead: kind.beginning))
        }
        guard let step = record.step else { return kinds }
        if let end, step.goesOn {
            kinds.append(.followsEnd(what, end: end.what, sequence: end.sequence, of: end.requestID))
        }
        switch (step.action, step.status) {
        case (.request, .success), (.request, .pending), (.extend, .success), (.extend, .pending):
            // Only the first counts, whatever is asked later.
            if sequence == 1, asking == nil { asking = Asking(record, step.status) }
        case (.approve, .success): kinds += approve(record, sequence)
        case (.grant, .started), (.grant, .success):
            kinds += give(what)
        default: break
        }
        if step.isFinal, end == nil {
            end = End(requestID: requestID, sequence: sequence, what: what, timestamp: record.text("timestamp"))
        }
        return kinds
    }

    private mutating func approve(_ record: AuditChain.Attributes, _ sequence: Int64) -> [AuditFinding.Kind] {
        let name = record.text("actor") ?? "?"
        guard let approver = record.text("actor_user_id") else { return [.approvedByNobody(name)] }
        if asking?.isMade(by: approver, named: name) == true { return [.approvedByRequester(name)] }
        if let earlier = approvers[approver] { return [.approvedTwice(name, before: earlier)] }
        guard record.text("request_digest") != nil else { return [.approvedBlindly(name)] }
        // Of another content it counts for nothing.
        guard asking == nil || record.text("request_digest") == asking?.digest else { return [] }
        approvers[approver] = sequence
        return []
    }

    private mutating func give(_ what: String) -> [AuditFinding.Kind] {
        // Once is enough: its confirmation follows from its start.
        guard !isPartial, !hasGiven else { return [] }
        hasGiven = true
        guard let asking else { return [.givesUnasked(what)] }
        let given = Int64(approvers.count)
        guard given < asking.approvalsNeeded else { return [] }
        return [.givesUnapproved(what, given: given, needed: asking.approvalsNeeded)]
    }
}

extension TrailSense.Asking {
    fileprivate init(_ record: AuditChain.Attributes, _ status: AuditEntry.Status) {
        people = Set([record.text("user_id"), record.text("actor_user_id")].compactMap(\.self))
        requester = record.text("requester")
        digest = record.text("request_digest")
        switch (status, record["approvals_needed"]) {
        case (.success, _): approvalsNeeded = 0
        case (_, .integer(let needed)?): approvalsNeeded = needed
        // Whatever waits says for how many.
        default: approvalsNeeded = 1
        }
    }

    /// Whether it is this person's own request, or names them as who asks.
    fileprivate func isMade(by userID: String, named name: String) -> Bool {
        if people.contains(userID) { return true }
        guard let requester else { return false }
        if let named = PersonReference.userID(of: requester) { return named == userID }
        return MatchText(requester) == MatchText(name)
    }
}

/// What a record says that was done, and how it went.
struct AuditStep: Equatable {
    let action: AuditEntry.Action
    let status: AuditEntry.Status

    /// Whether a request is over with it: nothing that gives access can come after it.
    var isFinal: Bool {
        switch (action, status) {
        case (.reject, .success), (.cancel, .success), (.timeOut, .success), (.release, .success), (.revoke, .success),
            (.grant, .denied):
            true
        default: false
        }
    }

    /// Whether it gives access, or leads to it.
    var goesOn: Bool {
        switch (action, status) {
        case (.approve, .success), (.grant, .started), (.grant, .success): true
        default: false
        }
    }
}

extension AuditChain.Attributes {
    /// Nil if it is none that this program writes.
    var step: AuditStep? {
        guard let action = text("action").flatMap(AuditEntry.Action.init(rawValue:)),
            let status = text("status").flatMap(AuditEntry.Status.init(rawValue:))
        else { return nil }
        return AuditStep(action: action, status: status)
    }

    /// Such as `GRANT SUCCESS`, whatever is written there.
    var what: String { "\(text("action") ?? "?") \(text("status") ?? "?")" }
}
