// SPDX-License-Identifier: Apache-2.0

import AWSClient
public import JITAccess

/// The due-index, and the requests found by it.
extension DynamoDBLedger {
    public func openRequests(
        dueBy moment: Timestamp,
        after cursor: DueCursor?,
        _ order: DueOrder
    ) async throws(LedgerError) -> OpenRequestPage {
        let page = try await page(of: .requests, dueBy: moment, after: cursor, order)
        var rows: [OpenRequestRow] = []
        for item in page.items {
            guard let place = Self.place(item) else { continue }
            do throws(ItemProblem) {
                rows.append(OpenRequestRow(place: place, content: .request(try RequestItem.record(item))))
            } catch {
                rows.append(OpenRequestRow(place: place, content: .unreadable(error.description)))
            }
        }
        return OpenRequestPage(rows: rows, next: page.lastEvaluatedKey.flatMap(Self.place))
    }

    public func requestSweepPlace() async throws(LedgerError) -> DueCursor? {
        guard let item = try await item(StateKeys.requestSweep), let key = item["row_key"]?.stringValue,
            key.utf8.count <= ItemBounds.arn, let dueAt = item["row_due_at"]
        else { return nil }
        return Self.place(StateKeys.key(key).merging([StateKeys.dueAt: dueAt]) { first, _ in first })
    }

    /// Where an item is in the index, which has none without both.
    static func place(_ item: Item) -> DueCursor? {
        guard let key = item[StateKeys.partition]?.stringValue, case .number(let number)? = item[StateKeys.dueAt] else {
            return nil
        }
        // Given back as it is: what is due after a number that is no moment must be read too.
        guard let whole = Int64(number), ItemBounds.moments.contains(whole) else {
            return DueCursor(key: key, dueAt: Timestamp(seconds: 0), storedDueAt: number)
        }
        return DueCursor(key: key, dueAt: Timestamp(seconds: whole))
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
        var ids: [RequestID] = []
        for item in try await page(query).items {
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
        after cursor: DueCursor?,
        _ order: DueOrder = .oldestFirst
    ) async throws(LedgerError) -> DynamoDB.ItemPage {
        let query = DynamoDB.Query(
            table: stateTable,
            index: StateKeys.dueIndex,
            keyCondition: DynamoDB.Expression(
                "due = :due AND due_at <= :now",
                values: [":due": .string(queue.rawValue), ":now": .integer(moment.seconds)]
            ),
            ascending: order == .oldestFirst,
            limit: Self.pageSize,
            exclusiveStartKey: cursor.map { cursor in
                var key = StateKeys.key(cursor.key)
                key.merge(StateKeys.dueAttributes(cursor.dueAt, queue)) { first, _ in first }
                if let stored = cursor.storedDueAt { key[StateKeys.dueAt] = .number(stored) }
                return key
            }
        )
        return try await page(query)
    }

    func page(_ query: DynamoDB.Query) async throws(LedgerError) -> DynamoDB.ItemPage {
        do {
            return try await dynamoDB.query(query)
        } catch {
            throw LedgerError(error)
        }
    }

    static func next(_ page: DynamoDB.ItemPage) -> NextPage {
        guard let end = page.lastEvaluatedKey else { return .last }
        guard let place = place(end) else {
            let key = end[StateKeys.partition]?.stringValue ?? ""
            return .lost(key: key, problem: "due_at is not a number, and what is due after it cannot be read")
        }
        return .from(place)
    }
}

extension DueCursor {
    /// The moment as the index has it.
    var storedMoment: AttributeValue { storedDueAt.map(AttributeValue.number) ?? .integer(dueAt.seconds) }
}
