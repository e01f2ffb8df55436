// SPDX-License-Identifier: Apache-2.0

@testable import JITAccess

/// Any state a reconcile and a search can be in, chosen by chance.
extension SeededGenerator {
    mutating func search() -> SearchRecord {
        SearchRecord(
            nextAt: moment(),
            cursor: maybe(word()),
            activeLeases: Int.random(in: 0...5000, using: &self),
            hasTrouble: Bool.random(using: &self),
            legacyRowsMet: Int.random(in: 0...5000, using: &self),
            oldestOver: Bool.random(using: &self) ? moment() : nil,
            legacyRows: Int.random(in: 0...5000, using: &self),
            version: Int64.random(in: 1...1_000_000, using: &self)
        )
    }

    mutating func reconcile() -> ReconcileRecord? {
        guard let id = RequestID(word()), let first = finding(), let second = finding() else { return nil }
        var tally = ReconcileTally()
        tally.fine = Int.random(in: 0...9, using: &self)
        tally.standing = Int.random(in: 0...9, using: &self)
        tally.underWay = Int.random(in: 0...9, using: &self)
        tally.groups = Int.random(in: 0...9, using: &self)
        tally.late = Int.random(in: 0...9, using: &self)
        tally.missing = Int.random(in: 0...9, using: &self)
        tally.foreign = Int.random(in: 0...9, using: &self)
        tally.repaired = Int.random(in: 0...9, using: &self)
        tally.failed = Int.random(in: 0...9, using: &self)
        tally.pairs = Int.random(in: 0...9, using: &self)
        let quarantine: ReconcileOrder.Quarantine =
            switch Int.random(in: 0..<3, using: &self) {
            case 0: .nothing
            case 1: .everything
            default: .listed([first.binding.key, second.binding.key])
            }
        return ReconcileRecord(
            id: id,
            order: ReconcileOrder(
                Bool.random(using: &self) ? .plan : .apply,
                quarantine: quarantine,
                reason: maybe(text())
            ),
            askedBy: text(),
            startedAt: moment(),
            place: place(),
            tally: tally,
            findings: Bool.random(using: &self) ? [first, second] : [],
            state: state(),
            failedAttempts: Int.random(in: 0...5, using: &self),
            version: Int64.random(in: 1...1_000_000, using: &self)
        )
    }

    private mutating func place() -> ReconcileRecord.Place? {
        guard let binding = binding() else { return nil }
        switch Int.random(in: 0..<4, using: &self) {
        case 0: return nil
        case 1: return ReconcileRecord.Place(permissionSetARN: binding.permissionSetARN)
        case 2: return ReconcileRecord.Place(permissionSetARN: binding.permissionSetARN, account: binding.accountID)
        default:
            return ReconcileRecord.Place(
                permissionSetARN: binding.permissionSetARN,
                account: binding.accountID,
                user: Bool.random(using: &self) ? "" : binding.userID
            )
        }
    }

    private mutating func state() -> ReconcileRecord.State {
        switch Int.random(in: 0..<4, using: &self) {
        case 0: .running(claim: nil, nextTryAt: moment())
        case 1: .running(claim: BindingRecord.Claim(owner: word(), until: moment()), nextTryAt: moment())
        case 2: .finished(at: moment())
        default: .abandoned(at: moment(), reason: text())
        }
    }

    private mutating func finding() -> ReconcileFinding? {
        guard let binding = binding(), let kind = ReconcileFinding.Kind.allCases.randomElement(using: &self) else {
            return nil
        }
        let outcome: ReconcileFinding.Outcome =
            switch Int.random(in: 0..<4, using: &self) {
            case 0: .reported
            case 1: .repaired
            case 2: .underWay
            default: .failed(text())
            }
        return ReconcileFinding(
            kind,
            binding,
            permissionSet: maybe(word()),
            userEmail: maybe(text()),
            since: Bool.random(using: &self) ? moment() : nil,
            outcome: outcome
        )
    }
}
