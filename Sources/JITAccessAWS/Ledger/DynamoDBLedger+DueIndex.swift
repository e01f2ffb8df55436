// SPDX-License-Identifier: Apache-2.0

import AWSClient
public import JITAccess

/// The due-index, and the requests found by it.
extension DynamoDBLedger {
    public func openRequests(
        dueBy moment: Timestamp,
        after cursor: DueCursor?
    ) async throws(LedgerError) -> OpenRequestPage {
        let page = try await page(of: .requests, dueBy: moment, after: cursor)
        var requests: [RequestRecord] = []
        var unreadable: [String] = []
        for item in page.items {
            do throws(ItemProblem) {
                requests.append(try RequestItem.record(item))
            } catch {
                unreadable.append("\(item[StateKeys.partition]?.stringValue ?? ""): \(error.description)")
            }
        }
        switch Self.next(page) {
        case .last: return OpenRequestPage(requests: requests, unreadable: unreadable, next: nil)
        case .from(let cursor): return OpenRequestPage(requests: requests, unreadable: unreadable, next: cursor)
        case .lost(let key, let problem):
            return OpenRequestPage(requests: requests, unreadable: unreadable + ["\(key): \(problem)"], next: nil)
        }
    }

    public func requestIDs(of userID: String, limit: Int) async throws(LedgerError) -> [RequestID] {
        let query = DynamoDB.Query(
            table: auditTable,
            index: "user-index",
            keyCondition: DynamoDB.Expression("user_id = :user", values: [":user": .string(userID)]),
            ascending: false,
            // Each request has several records; the page is cut to whole requests below.
            limit: limit * 8
        )
        let page: DynamoDB.ItemPage
        do {
            page = try await dynamoDB.query(query)
        } catch {
            throw LedgerError(error)
        }
        var ids: [RequestID] = []
        for item in page.items {
            guard let id = (item["request_id"]?.stringValue).flatMap(RequestID.init(_:)), !ids.contains(id) else {
                continue
            }
            ids.append(id)
            if ids.count == limit { break }
        }
        return ids
    }

    /// Where a query goes on.
    enum NextPage {
        case last
        case from(DueCursor)
        /// The place cannot be understood, so what is after it cannot be read.
        case lost(key: String, problem: String)
    }

    func page(
        of queue: StateKeys.Queue,
        dueBy moment: Timestamp,
        after cursor: DueCursor?
    ) async throws(LedgerError) -> DynamoDB.ItemPage {
        let query = DynamoDB.Query(
            table: stateTable,
            index: StateKeys.dueIndex,
            keyCondition: DynamoDB.Expression(
                "due = :due AND due_at <= :now",
                values: [":due": .string(queue.rawValue), ":now": .integer(moment.seconds)]
            ),
            limit: Self.pageSize,
            exclusiveStartKey: cursor.map { cursor in
                var key = StateKeys.key(cursor.key)
                key.merge(StateKeys.dueAttributes(cursor.dueAt, queue)) { first, _ in first }
                if let stored = cursor.storedDueAt { key[StateKeys.dueAt] = .number(stored) }
                return key
            }
        )
        do {
            return try await dynamoDB.query(query)
        } catch {
            throw LedgerError(error)
        }
    }

    static func next(_ page: DynamoDB.ItemPage) -> NextPage {
        guard let end = page.lastEvaluatedKey else { return .last }
        guard let partition = end[StateKeys.partition]?.stringValue, case .number(let number)? = end[StateKeys.dueAt]
        else {
            let key = end[StateKeys.partition]?.stringValue ?? ""
            return .lost(key: key, problem: "due_at is not a number, and what is due after it cannot be read")
        }
        // The place is given back as it is: what is due after a number that is no moment must be read too.
        guard let whole = Int64(number), ItemBounds.moments.contains(whole) else {
            return .from(DueCursor(key: partition, dueAt: Timestamp(seconds: 0), storedDueAt: number))
        }
        return .from(DueCursor(key: partition, dueAt: Timestamp(seconds: whole)))
    }
}
