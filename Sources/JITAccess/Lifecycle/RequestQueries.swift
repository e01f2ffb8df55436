// SPDX-License-Identifier: Apache-2.0

/// What people may see of requests: their own, and those that they may decide about.
struct RequestQueries {
    /// The most requests in one list.
    static let listLimit = 50

    let context: GrantContext

    /// One request.
    func status(_ id: RequestID) async throws(Refusal) -> Answer {
        guard let record = try await context.request(id) else { throw .requestNotFound(id) }
        guard try await isVisible(record) else { throw .requestNotFound(id) }
        return RequestAnswers.answer(200, "The request is \(record.readableStatus)", record, awaiting(record))
    }

    /// The requests for access of one person, or those that await their approval.
    func list(_ list: RequestList) async throws(Refusal) -> Answer {
        let userID = try await userID(list)
        let records: [RequestRecord] =
            switch list.view {
            case .mine: try await mine(userID)
            case .approvals: try await approvals(userID, named: list.userEmail ?? context.speaker.name)
            }
        let bodies = records.map { JSONValue.object(RequestAnswers.body($0, awaiting($0))) }
        let message = records.isEmpty ? "No requests" : "\(records.count) request\(records.count == 1 ? "" : "s")"
        return Answer(statusCode: 200, body: ["message": .string(message), "requests": .array(bodies)])
    }

    // MARK: Whose

    private func userID(_ list: RequestList) async throws(Refusal) -> String {
        if let own = context.speaker.userID { return own }
        guard context.speaker.kind == .callingSystem else {
            throw Refusal(.actorNotAllowed, "\(context.speaker.name) is no person, so no list is theirs.")
        }
        guard let name = list.userEmail else {
            throw .invalidRequest([FieldProblem("user_email", "is missing: whose requests?")])
        }
        let directory = context.surroundings.directory
        let found = await attempt { () throws(DirectoryError) in try await directory.findUser(name) }
        guard let userID = try refusing(found)?.id else {
            throw .userNotFound(name)
        }
        return userID
    }

    private func isVisible(_ record: RequestRecord) async throws(Refusal) -> Bool {
        if record.isOpen(to: context.speaker) { return true }
        guard let userID = context.speaker.userID else { return false }
        return try await ApproverCheck(policy: context.policy).anyLevel(
            of: record,
            accepts: userID,
            named: context.speaker.name,
            context.resolver
        )
    }

    // MARK: Lists

    private func mine(_ userID: String) async throws(Refusal) -> [RequestRecord] {
        let ledger = context.surroundings.ledger
        let ids = try refusing(
            await attempt { () throws(LedgerError) in
                try await ledger.requestIDs(of: userID, limit: Self.listLimit)
            }
        )
        let found = await withTaskGroup(of: (Int, Result<RequestRecord?, LedgerError>).self) { group in
            for (index, id) in ids.enumerated() {
                group.addTask {
                    (index, await attempt { () throws(LedgerError) in try await ledger.request(id) })
                }
            }
            return await group.reduce(into: [Int: Result<RequestRecord?, LedgerError>]()) { $0[$1.0] = $1.1 }
        }
        var records: [RequestRecord] = []
        for index in ids.indices {
            guard let result = found[index], let record = try refusing(result) else { continue }
            records.append(record)
        }
        return records
    }

    private func approvals(_ userID: String, named name: String) async throws(Refusal) -> [RequestRecord] {
        let check = ApproverCheck(policy: context.policy)
        let ledger = context.surroundings.ledger
        var views: [AccountID: ApproverView] = [:]
        var records: [RequestRecord] = []
        var cursor: DueCursor?
        repeat {
            let start = cursor
            let page = try refusing(
                await attempt { () throws(LedgerError) in
                    try await ledger.openRequests(dueBy: .latest, after: start)
                }
            )
            for record in page.requests {
                guard case .pending(let pending) = record.state, pending.timesOutAt > context.now,
                    userID != record.userID, userID != record.requestedBy.userID,
                    !record.approvals.contains(where: { $0.by.userID == userID })
                else { continue }
                let accountID = record.request.accountID
                if views[accountID] == nil { views[accountID] = try await view(of: accountID, userID, named: name) }
                guard case .open(let approver, let account)? = views[accountID],
                    check.level(of: record, at: pending.level)?.approvers.accepts(approver, on: account) == true
                else { continue }
                records.append(record)
            }
            cursor = page.next
        } while cursor != nil && records.count < Self.listLimit
        return Array(records.prefix(Self.listLimit))
    }

    /// An account as an approver sees it, looked up once for a list.
    private enum ApproverView {
        case open(PolicyPrincipal, PolicyAccount)
        /// It has been closed or has left the organization: nothing on it can be approved.
        case unusable
    }

    private func view(
        of accountID: AccountID,
        _ userID: String,
        named name: String
    ) async throws(Refusal) -> ApproverView {
        do {
            let account = try await context.resolver.account(accountID)
            let person = try await context.resolver.person(userID, named: name, for: account)
            return .open(person.principal(), account.forPolicy)
        } catch  where error.code == .accountNotFound || error.code == .accountNotActive {
            return .unusable
        }
    }

    private func awaiting(_ record: RequestRecord) -> RequestAnswers.Awaiting? {
        guard case .pending(let pending) = record.state,
            let level = ApproverCheck(policy: context.policy).level(of: record, at: pending.level)
        else { return nil }
        return RequestAnswers.Awaiting(level: level, given: record.approvalsGiven(at: level))
    }
}

extension RequestRecord {
    /// The status in a sentence.
    fileprivate var readableStatus: String {
        if let lease { return "approved; its access is \(lease.status.rawValue)" }
        switch status {
        case .pending: return "awaiting approval"
        case .pendingOwner: return "awaiting the account owner's approval"
        case .pendingAdmin: return "awaiting an administrator's approval"
        case .rejected: return "rejected"
        case .cancelled: return "cancelled"
        case .timedOut: return "timed out"
        case .approved: return "approved and not begun"
        }
    }
}
