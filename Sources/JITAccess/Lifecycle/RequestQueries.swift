// SPDX-License-Identifier: Apache-2.0

/// What people may see of requests: their own, and those that they may decide about.
struct RequestQueries {
    /// The most requests in one list.
    static let listLimit = 50

    /// The most pages of the index that are read for one list: see ``RequestSweep/maximumRows``.
    static let maximumPages = 20

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
        switch list.view {
        case .mine:
            var records: [RequestRecord] = []
            for record in try await mine(userID) where try await context.ownership.isOpen(record, to: context.speaker) {
                records.append(record)
            }
            let bodies = records.map { JSONValue.object(RequestAnswers.body($0, awaiting($0))) }
            return Answer(
                statusCode: 200,
                body: ["message": .string(Self.count(records.count)), "requests": .array(bodies)]
            )
        case .approvals:
            guard context.inForce.fault == nil else {
                throw .policyInvalid("Until it is mended nobody can tell whose approval is awaited.")
            }
            let found = try await approvals(userID, named: list.userEmail ?? context.speaker.name, from: list.after)
            return answer(found, after: list.after?.last)
        }
    }

    /// What was found in one part of the index.
    private struct Found {
        let order: FairOrder
        let start: DueCursor?
        /// Where the next part begins; nil if there is none.
        let next: DueCursor?
    }

    private func answer(_ found: Found, after last: ListPlace.Entry?) -> Answer {
        let rest = found.order.items.filter { item in last.map { $0 < item.entry } ?? true }
        let shown = rest.prefix(Self.listLimit)
        let bodies = shown.map { item in
            var body = RequestAnswers.body(item.record, awaiting(item.record))
            // What comes after this one, for whoever cannot show all.
            body["place"] = (ListPlace(start: found.start, last: item.entry)?.text).map(JSONValue.string)
            return JSONValue.object(body)
        }
        let total = found.order.items.count
        let isWhole = rest.count == total && shown.count == rest.count && found.next == nil
        let message = isWhole ? Self.count(total) : "\(shown.count) of \(Self.count(total))"
        var body: [String: JSONValue] = [
            "message": .string(found.next == nil ? message : "\(message), and more"),
            "requests": .array(bodies),
            "total_count": .integer(Int64(total)),
            "more": .bool(shown.count < rest.count || found.next != nil),
        ]
        if shown.count < rest.count {
            body["next"] = shown.last.flatMap { ListPlace(start: found.start, last: $0.entry)?.text }.map(
                JSONValue.string
            )
        } else if let next = found.next {
            body["next"] = (ListPlace(start: next, last: nil)?.text).map(JSONValue.string)
        }
        return Answer(statusCode: 200, body: body)
    }

    private static func count(_ count: Int) -> String {
        count == 0 ? "No requests" : "\(count) request\(count == 1 ? "" : "s")"
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

    /// Whether the speaker may see a request: their own, or one that they are an approver of.
    func isVisible(_ record: RequestRecord) async throws(Refusal) -> Bool {
        let ownership = context.ownership
        if try await ownership.isOpen(record, to: context.speaker) { return true }
        guard let userID = context.speaker.userID else { return false }
        if try await ownership.hasApproved(record, userID) { return true }
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
            guard let result = found[index] else { continue }
            // One that cannot be understood hides no other.
            if case .failure(.unreadable(let problem)) = result {
                context.surroundings.log.warning("The request \(ids[index]) cannot be listed: \(problem)")
                continue
            }
            if let record = try refusing(result) { records.append(record) }
        }
        return records
    }

    private func approvals(
        _ userID: String,
        named name: String,
        from place: ListPlace?
    ) async throws(Refusal) -> Found {
        let check = ApproverCheck(policy: context.policy)
        let ledger = context.surroundings.ledger
        var views: [AccountID: ApproverView] = [:]
        var found: [(record: RequestRecord, timesOutAt: Timestamp)] = []
        var cursor = place?.start
        for _ in 1...Self.maximumPages {
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
                found.append((record, pending.timesOutAt))
            }
            cursor = page.next
            if cursor == nil { break }
        }
        return Found(order: FairOrder(found), start: place?.start, next: cursor)
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
