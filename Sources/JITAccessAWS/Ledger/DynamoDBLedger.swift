// SPDX-License-Identifier: Apache-2.0

public import AWSClient
public import JITAccess

/// The ledger in DynamoDB: the state table with its due-index, and the audit table.
public struct DynamoDBLedger: Ledger {
    /// How many due items are read at a time; a sweep holds no more of them in memory.
    static let pageSize = 100

    let dynamoDB: DynamoDB
    let stateTable: String
    let auditTable: String

    /// Uses the tables that the configuration names.
    public init(_ client: AWSClient, configuration: FunctionConfiguration) {
        dynamoDB = client.dynamoDB
        stateTable = configuration.stateTable
        auditTable = configuration.auditTable
    }

    public func binding(_ binding: Binding) async throws(LedgerError) -> StoredBinding {
        guard let item = try await item(binding.key) else { return .absent }
        return try understood(binding.key) { () throws(ItemProblem) in
            try Self.stored(item)
        }
    }

    public func unreadableBinding(_ binding: Binding) async throws(LedgerError) -> SpoiltItem? {
        guard let item = try await item(binding.key) else { return nil }
        return Self.spoilt(item) { () throws(ItemProblem) in _ = try Self.stored(item) }
    }

    public func customSetCount() async throws(LedgerError) -> StoredCount {
        CustomSetItem.count(try await item(StateKeys.liveCustomSets))
    }

    public func unreadableFences(of permissionSetARN: String) async throws(LedgerError) -> SpoiltItem? {
        guard let item = try await item(StateKeys.fences(permissionSetARN)) else { return nil }
        return Self.spoilt(item) { () throws(ItemProblem) in _ = try FenceItem.record(item) }
    }

    /// Nil if it can be understood.
    private static func spoilt(_ item: Item, _ read: () throws(ItemProblem) -> Void) -> SpoiltItem? {
        do throws(ItemProblem) {
            try read()
            return nil
        } catch {
            guard case .number(let version)? = item["version"] else { return SpoiltItem(version: nil) }
            return SpoiltItem(version: version)
        }
    }

    public func endedBinding(_ binding: Binding) async throws(LedgerError) -> EndedBinding? {
        let key = StateKeys.ended(binding)
        guard let item = try await item(key) else { return nil }
        return try understood(key) { () throws(ItemProblem) in try EndedItem.ended(item) }
    }

    public func request(_ id: RequestID) async throws(LedgerError) -> RequestRecord? {
        let key = StateKeys.request(id)
        guard let item = try await item(key) else { return nil }
        return try understood(key) { () throws(ItemProblem) in try RequestItem.record(item) }
    }

    public func customSet(of id: RequestID) async throws(LedgerError) -> CustomSetRecord? {
        let key = StateKeys.customSet(id)
        guard let item = try await item(key) else { return nil }
        return try understood(key) { () throws(ItemProblem) in try CustomSetItem.record(item) }
    }

    public func fences(of permissionSetARN: String) async throws(LedgerError) -> FenceRecord? {
        let key = StateKeys.fences(permissionSetARN)
        guard let item = try await item(key) else { return nil }
        return try understood(key) { () throws(ItemProblem) in try FenceItem.record(item) }
    }

    public func auditEnds(of id: RequestID) async throws(LedgerError) -> AuditEnds? {
        guard let first = try await auditRecord(of: id, isLast: false),
            let last = try await auditRecord(of: id, isLast: true)
        else { return nil }
        return AuditEnds(first: AuditItem.contents(first), last: AuditItem.contents(last))
    }

    private func auditRecord(of id: RequestID, isLast: Bool) async throws(LedgerError) -> Item? {
        let query = DynamoDB.Query(
            table: auditTable,
            keyCondition: DynamoDB.Expression(
                "request_id = :id",
                values: [":id": .string(id.description)]
            ),
            ascending: !isLast,
            consistentRead: true,
            limit: 1
        )
        return try await page(query).items.first
    }

    public func auditTail(of id: RequestID) async throws(LedgerError) -> AuditTail {
        guard let last = try await auditRecord(of: id, isLast: true) else { return .empty }
        do {
            return try AuditItem.tail(last)
        } catch {
            throw .unreadable("The last record of the trail \(id) cannot be continued: \(error.description).")
        }
    }

    public func auditTrail(of id: RequestID) async throws(LedgerError) -> [AuditChain.Attributes] {
        var query = DynamoDB.Query(
            table: auditTable,
            keyCondition: DynamoDB.Expression(
                "request_id = :id",
                values: [":id": .string(id.description)]
            ),
            consistentRead: true,
            limit: AuditChain.longestTrail
        )
        var records: [AuditChain.Attributes] = []
        repeat {
            let page = try await page(query)
            for item in page.items {
                records.append(
                    try understood("the audit trail of \(id)") { () throws(ItemProblem) in
                        try AuditItem.attributes(item)
                    }
                )
            }
            guard records.count <= AuditChain.longestTrail else {
                throw .unavailable(
                    "The audit trail of \(id) has more than \(AuditChain.longestTrail) records.",
                    awsRequestID: nil
                )
            }
            query.exclusiveStartKey = page.lastEvaluatedKey
        } while query.exclusiveStartKey != nil
        return records
    }

    public func due(at moment: Timestamp, after cursor: DueCursor?) async throws(LedgerError) -> DuePage {
        let page = try await page(of: .access, dueBy: moment, after: cursor)
        let items = page.items.map(Self.dueItem)
        switch Self.next(page) {
        case .last: return DuePage(items: items, next: nil)
        case .from(let cursor): return DuePage(items: items, next: cursor)
        case .lost(let key, let problem):
            return DuePage(items: items + [.unreadable(key: key, problem: problem)], next: nil)
        }
    }

    public func openRequestCount(of caller: Caller) async throws(LedgerError) -> StoredCount {
        CountItem.openRequests(try await item(StateKeys.openRequests(caller)))
    }

    public func reconcile() async throws(LedgerError) -> ReconcileRecord? {
        guard let item = try await item(StateKeys.reconcile) else { return nil }
        return try understood(StateKeys.reconcile) { () throws(ItemProblem) in try ReconcileItem.record(item) }
    }

    public func commit(_ transaction: LedgerTransaction) async throws(LedgerError) {
        let actions = TransactionActions(transaction, stateTable: stateTable, auditTable: auditTable)
        do {
            try await dynamoDB.transactWriteItems(actions.actions)
        } catch {
            throw actions.conflict(error).map(LedgerError.conflict) ?? LedgerError(error)
        }
    }

    // MARK: Parts

    func item(_ key: String) async throws(LedgerError) -> Item? {
        do {
            return try await dynamoDB.getItem(table: stateTable, key: StateKeys.key(key))
        } catch {
            throw LedgerError(error)
        }
    }

    func understood<Value>(
        _ key: String,
        _ read: () throws(ItemProblem) -> Value
    ) throws(LedgerError) -> Value {
        do {
            return try read()
        } catch {
            throw .unreadable("The item \(key) cannot be understood: \(error.description).")
        }
    }

    private static func stored(_ item: Item) throws(ItemProblem) -> StoredBinding {
        PublishedItem.isPublished(item)
            ? .published(try PublishedItem.row(item)) : .record(try BindingItem.record(item))
    }

    private static func dueItem(_ item: Item) -> DueItem {
        let key = item[StateKeys.partition]?.stringValue ?? ""
        do throws(ItemProblem) {
            if StateKeys.isCustomSet(key) { return .customSet(try CustomSetItem.record(item)) }
            if StateKeys.isFenceOrder(key) { return .fenceOrder(try FenceItem.order(item)) }
            if StateKeys.areFences(key) { return .fences(try FenceItem.record(item)) }
            if StateKeys.isRequest(key) { return .lease(try RequestItem.record(item)) }
            if key == StateKeys.comparison { return .comparison(try ComparisonItem.record(item)) }
            if key == StateKeys.search { return .search(try SearchItem.record(item)) }
            if key == StateKeys.reconcile { return .reconcile(try ReconcileItem.record(item)) }
            return StateKeys.isEnded(key)
                ? .ended(try EndedItem.ended(item)) : .binding(try BindingItem.record(item))
        } catch {
            return .unreadable(key: key, problem: error.description)
        }
    }
}

extension LedgerError {
    /// What the protocol must know of a failed call.
    init(_ error: AWSError) {
        // DynamoDB looks at the sizes of items that are put beforehand, and at those of items that are updated as it goes.
        let isRefused =
            error.code == "ValidationException" || error.cancellationReasons.contains { $0.code == "ValidationError" }
        self =
            error.kind == .service && isRefused
            ? .refused(error.description, awsRequestID: error.requestID)
            : .unavailable(error.description, awsRequestID: error.requestID)
    }
}
