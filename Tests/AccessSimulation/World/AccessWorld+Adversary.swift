// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Somebody who can write to the state table directly, and cannot make a seal.
///
/// What they write need not keep the invariants by itself; what the functions make of it must. So the requests they have
/// touched are left out where stored items are compared with each other, and held against what was really asked and
/// approved by the ``Referee``.
extension AccessWorld {
    /// Keeps the items of requests as they are, to be put back later.
    func keepRequests() {
        kept.update { kept in
            ledger.read { tables in
                for (id, request) in tables.requests where kept[id]?.last != request {
                    if kept[id]?.contains(request) != true { kept[id, default: []].append(request) }
                }
            }
        }
    }

    /// Makes a request that waits for approvals an approved one, with the approvals that it needs.
    func approveByHand() {
        for record in ledger.requests {
            guard case .pending = record.state else { continue }
            var forged = record
            forged.approvals = Self.forgedApprovals(of: record, at: now)
            forged.state = .approved(RequestRecord.Start(at: now, nextTryAt: now))
            put(forged)
            return
        }
    }

    /// Adds an approval to a request that waits for more.
    func addApproval() {
        for record in ledger.requests {
            guard case .pending = record.state, let approval = Self.forgedApprovals(of: record, at: now).first,
                record.approvals.isEmpty
            else { continue }
            var forged = record
            forged.approvals = [approval]
            put(forged)
            return
        }
    }

    /// Writes an approved request that nobody has asked for.
    func inventRequest() {
        guard let known = ledger.requests.first, let id = RequestID("portal/r\(ledger.requests.count % 6)"),
            ledger.request(id) == nil
        else { return }
        let asked = known.request
        let request = AccessRequest(
            id: id,
            userEmail: asked.userEmail,
            accountID: asked.accountID,
            permissionSet: asked.permissionSet,
            duration: asked.duration
        )
        guard let digest = try? request.digest() else { return }
        put(
            RequestRecord(
                request: request,
                digest: digest,
                requestedBy: known.requestedBy,
                path: known.path,
                userID: known.userID,
                permissionSetARN: known.permissionSetARN,
                createdAt: now,
                policy: known.policy,
                approvals: Self.forgedApprovals(of: known, at: now),
                state: .approved(RequestRecord.Start(at: now, nextTryAt: now)),
                seal: known.seal
            )
        )
    }

    /// Puts back an item that was genuine once, and waited then.
    func putBack() {
        for (id, items) in kept.get().sorted(by: { $0.key < $1.key }) {
            guard let now = ledger.request(id), let older = items.first(where: { $0 != now && $0.dueAt != nil })
            else { continue }
            put(older)
            return
        }
    }

    private func put(_ forged: RequestRecord) {
        tampered.update { _ = $0.insert(forged.id) }
        ledger.put(forged)
    }

    private static func forgedApprovals(of record: RequestRecord, at moment: Timestamp) -> [Approval] {
        let levels = record.request.permissionSet == "Billing" ? ["owner", "admin"] : ["peers", "peers"]
        let people = [(Approvals.grace, "grace-id"), (Approvals.barbara, "barbara-id")]
        return zip(levels, people).map { level, person in
            Approval(
                by: Speaker(name: person.0, kind: .person(userID: person.1), proof: .integration("portal")),
                level: level,
                at: moment.asStored,
                comment: nil
            )
        }
    }
}
