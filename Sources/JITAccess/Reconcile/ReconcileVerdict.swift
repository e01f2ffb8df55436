// SPDX-License-Identifier: Apache-2.0

/// What is to be thought of one user's access, by the ledger and a listing.
enum ReconcileVerdict: Equatable {
    case fine
    case standing
    /// Somebody is at work on it, or the listing may not know yet.
    case underWay
    case difference(ReconcileFinding.Kind, since: Timestamp?)

    /// How long access that is over may wait for its sweep before it is called late: several sweeps have failed by then.
    static let patience = Duration.seconds(300)

    /// Judges what the ledger holds.
    ///
    /// Whoever wants a verdict to act on reads the ledger *after* the listing: our record is written before its
    /// assignment is created and removed after that has gone, with ``EndedBinding`` left in its place.
    init(_ stored: StoredBinding, ended: EndedBinding?, isListed: Bool, at now: Timestamp) {
        switch stored {
        case .record(let record): self.init(record, isListed: isListed, at: now)
        case .published(let row):
            self = row.expiresAt + Self.patience < now ? .difference(.late, since: row.expiresAt) : .fine
        case .absent:
            let isRemembered = ended?.isRecent(at: now) ?? false
            self = !isListed || isRemembered ? .underWay : .difference(.foreign, since: nil)
        }
    }

    /// Judges a record. Grants and removals that somebody is at work on are theirs.
    init(_ record: BindingRecord, isListed: Bool, at now: Timestamp) {
        let isGranting = record.leases.values.contains { lease in
            if case .granting(let granting) = lease.state { !granting.isImpossible(at: now) } else { false }
        }
        if record.isStanding {
            self = .standing
        } else if isGranting || record.isClaimed(at: now) {
            self = .underWay
        } else if !record.isHeld(at: now) {
            let end = record.end
            self = end + Self.patience < now ? .difference(.late, since: end) : .underWay
        } else if record.revocation != nil {
            self = .underWay
        } else if isListed {
            self = .fine
        } else if record.lastCreation + EndedBinding.memory > now {
            self = .underWay
        } else {
            self = .difference(.missing, since: nil)
        }
    }
}

extension BindingRecord {
    /// When nothing held it any more, if nothing does.
    fileprivate var end: Timestamp {
        leases.values.map { lease in
            if case .ended(let end) = lease.state { min(end.at, lease.expiresAt) } else { lease.expiresAt }
        }.max() ?? createdAt
    }
}
