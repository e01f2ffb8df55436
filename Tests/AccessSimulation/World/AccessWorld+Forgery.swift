// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Somebody who can write to the table directly, and what approvers have seen before.
extension AccessWorld {
    /// What a forger has made of a request.
    struct Forgery {
        let digest: String
        /// How many had approved it before.
        let approvals: Int
    }

    /// Keeps what approvers are shown of requests they have not seen yet.
    func showRequests() {
        shown.update { shown in
            ledger.read { tables in
                for (id, request) in tables.requests where shown[id] == nil { shown[id] = request.digest }
            }
        }
    }

    /// The digest that an approver has seen, or that of now if digests are not compared.
    func shownDigest(of id: String) -> String {
        let none = String(repeating: "0", count: 64)
        guard let id = RequestID("portal/\(id)") else { return none }
        if breakage == .comparesNoDigest { return ledger.request(id)?.digest ?? none }
        return shown.get()[id] ?? none
    }

    /// Makes a request that approvers have seen and not decided one for two hours, with the digest that goes with it.
    func forgeRequest() {
        for record in ledger.requests {
            guard case .pending = record.state, let duration = LeaseDuration(hours: 2),
                record.request.duration != duration, shown.get()[record.id] != nil
            else { continue }
            let asked = record.request
            let request = AccessRequest(
                id: asked.id,
                userEmail: asked.userEmail,
                accountID: asked.accountID,
                permissionSet: asked.permissionSet,
                duration: duration,
                justification: asked.justification,
                ticket: asked.ticket,
                source: asked.source,
                requester: asked.requester,
                approver: asked.approver,
                startAt: asked.startAt,
                extends: asked.extends
            )
            guard let digest = try? request.digest() else { continue }
            forged.update { $0[asked.id] = Forgery(digest: digest, approvals: record.approvals.count) }
            ledger.put(
                RequestRecord(
                    request: request,
                    digest: digest,
                    requestedBy: record.requestedBy,
                    path: record.path,
                    principalKind: record.principalKind,
                    userID: record.userID,
                    permissionSetARN: record.permissionSetARN,
                    createdAt: record.createdAt,
                    policy: record.policy,
                    approvals: record.approvals,
                    state: record.state,
                    version: record.version
                )
            )
            return
        }
    }

    /// What nobody has seen as it is now is not approved and not granted.
    func forgeryProblems() -> [String] {
        // Where more was written by hand, the referee knows who has really approved it.
        forged.get().filter { !tampered.get().contains($0.key) }.compactMap { id, forgery in
            // An approver who had read it before it was changed writes what they have read, and it is what it was.
            guard let request = ledger.request(id), request.digest == forgery.digest else { return nil }
            if request.approvals.count > forgery.approvals { return "\(id) was changed, and is approved as it is now" }
            return request.lease == nil ? nil : "\(id) was changed, and is granted as it is now"
        }
    }

    /// Nobody approves their own request, whatever name they use.
    func selfApprovalProblems() -> [String] {
        // What was written by hand need not be so; that nothing is granted of it is the referee's to see.
        let approved = ledger.read { tables in tables.requests.values.filter { !$0.approvals.isEmpty } }
        return approved.filter { !tampered.get().contains($0.id) }.compactMap { request in
            let owner = identityCenter.userID(named: request.request.userEmail)
            let isOwn = request.approvals.contains { identityCenter.userID(named: $0.by.name) == owner }
            return isOwn && owner != nil ? "\(request.id) is approved by the one who has asked" : nil
        }
    }

    /// No line of the log has an event in it.
    func logProblems() -> [String] {
        log.hasEvent ? ["an event is in the log"] : []
    }
}
