// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

/// The state and audit tables of one test, of the same definition as those that `scripts/local-aws` seeds.
struct LedgerTables: Sendable {
    let state: String
    let audit: String
    let dynamoDB: DynamoDB
    private let client: AWSClient

    static func make(_ client: AWSClient) async throws -> LedgerTables {
        let tables = LedgerTables(
            state: try await copy("jit-access-state", client),
            audit: try await copy("jit-access-audit", client),
            dynamoDB: client.dynamoDB,
            client: client
        )
        try await tables.putSearch()
        return tables
    }

    /// Has the rows of the published sample have been looked for a moment ago, so that no test but those about them counts
    /// the calls of a search.
    private func putSearch() async throws {
        let next = Int64(Date.now.timeIntervalSince1970) + 3600
        let item: Item = [
            "assignment_id": "search#published", "due": "due", "due_at": 0, "next_at": .integer(next),
            "active_leases": 0, "has_trouble": false, "version": 1,
        ]
        try await dynamoDB.putItem(.init(table: state, item: item))
        let comparison: Item = [
            "assignment_id": "search#leases", "due": "due", "due_at": 0, "next_at": .integer(next), "version": 1,
        ]
        try await dynamoDB.putItem(.init(table: state, item: comparison))
    }

    /// Leaves the table as one that was never searched, and whose requests and bindings were never compared.
    func forgetSearch() async throws {
        for key in ["search#published", "search#leases"] {
            _ = try await dynamoDB.deleteItem(.init(table: state, key: ["assignment_id": .string(key)]))
        }
    }

    private static func copy(_ name: String, _ client: AWSClient) async throws -> String {
        let answer = try await client.setUp(.dynamoDB, "DescribeTable", ["TableName": "\(name)"])
        let table = try #require(answer["Table"])
        let indexes = (table["GlobalSecondaryIndexes"]?.elements ?? []).map { index in
            JSONValue.object(
                ["IndexName", "KeySchema", "Projection"].reduce(into: [:]) { members, member in
                    members[member] = index[member]
                }
            )
        }
        let copy = "\(name)-\(UUID().uuidString.lowercased())"
        _ = try await client.setUp(
            .dynamoDB,
            "CreateTable",
            [
                "TableName": "\(copy)", "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": try #require(table["AttributeDefinitions"]),
                "KeySchema": try #require(table["KeySchema"]), "GlobalSecondaryIndexes": .list(indexes),
            ]
        )
        return copy
    }

    /// Deletes every item of both tables.
    func clear() async throws {
        let stateKeys = try await items().map { $0.filter { $0.key == "assignment_id" } }
        let auditKeys = try await trails().flatMap(\.records).map { record in
            record.filter { ["request_id", "sequence"].contains($0.key) }
        }
        let deletions = stateKeys.map { (state, $0) } + auditKeys.map { (audit, $0) }
        for start in stride(from: 0, to: deletions.count, by: 25) {
            let some = Dictionary(grouping: deletions[start..<min(start + 25, deletions.count)], by: \.0)
            _ = try await client.json(
                AWSOperation(.dynamoDB, "BatchWriteItem"),
                region: client.region,
                ["RequestItems": some.mapValues { keys in keys.map { ["DeleteRequest": ["Key": $0.1]] } }],
                as: NoOutput.self
            )
        }
    }

    // MARK: State

    /// An item by its key; a request also without its entry point, if only one was given the id.
    func item(_ key: String) async throws -> Item? {
        if let item = try await dynamoDB.getItem(table: state, key: ["assignment_id": .string(key)]) { return item }
        let prefix = "request#"
        guard key.hasPrefix(prefix) else { return nil }
        let found = try await items().filter { item in
            let other = item["assignment_id"]?.stringValue ?? ""
            return other.hasPrefix(prefix) && other.hasSuffix("/\(key.dropFirst(prefix.count))")
        }
        return found.count == 1 ? found.first : nil
    }

    /// Everything but how far the searches are, which is always there.
    func items() async throws -> [Item] {
        try await dynamoDB.scanPages(.init(table: state, consistentRead: true)).all().flatMap(\.items)
            .filter { item in
                // Refused attempts are counted beside what is held.
                let key = item["assignment_id"]?.stringValue ?? ""
                return !["search#", "attempts#", "marks#"].contains { key.hasPrefix($0) }
            }
    }

    /// The binding items of a user.
    func bindings(of user: TestUser) async throws -> [Item] {
        try await items().filter { $0["assignment_id"]?.stringValue?.hasPrefix("\(user.id)#") == true }
    }

    /// Makes everything in the state table so much older, as if that time had passed: the functions' clock is the
    /// machine's, and no test waits for it.
    func letPass(_ time: Duration) async throws {
        let seconds = time.components.seconds
        let items = try await items()
        for item in items {
            try await dynamoDB.putItem(.init(table: state, item: Self.older(item, by: seconds)))
        }
        // A seal is over the last record of a trail as it is.
        let sealed = Set(items.filter { $0["seal"] != nil }.compactMap { $0["assignment_id"]?.stringValue })
        for trail in try await trails() {
            guard let id = trail.records.first?["request_id"]?.stringValue, !sealed.contains("request#\(id)") else {
                continue
            }
            for record in try trail.older(by: seconds).records {
                try await dynamoDB.putItem(.init(table: audit, item: record))
            }
        }
    }

    private static let moments: Set = [
        "expiry_timestamp", "due_at", "expires_at", "recover_at", "ended_at", "next_try_at", "claim_until",
        "lease_until", "fenced_at",
    ]

    private static func older(_ item: Item, by seconds: Int64) -> Item {
        var older = item
        for (name, value) in item {
            if let map = value.mapValue {
                older[name] = .map(Self.older(map, by: seconds))
            } else if let list = value.listValue {
                older[name] = .list(list.map { $0.mapValue.map { .map(Self.older($0, by: seconds)) } ?? $0 })
            } else if moments.contains(name), let moment = value.integerValue {
                older[name] = .integer(Int64(moment) - seconds)
            }
        }
        return older
    }

    // MARK: Audit

    /// The trail of a request, oldest first; without its entry point the only one of this id.
    func trail(_ requestID: String) async throws -> AuditTrail {
        let trail = try await trail(named: requestID)
        guard trail.records.isEmpty, !requestID.contains("/") else { return trail }
        let others = try await trails().filter { trail in
            trail.records.first?["request_id"]?.stringValue?.hasSuffix("/\(requestID)") == true
                && trail.records.first?["request_id"]?.stringValue?.hasPrefix("attempt:") == false
        }
        return others.count == 1 ? others[0] : trail
    }

    private func trail(named requestID: String) async throws -> AuditTrail {
        let query = DynamoDB.Query(
            table: audit,
            keyCondition: .init("request_id = :id", values: [":id": .string(requestID)]),
            consistentRead: true
        )
        return AuditTrail(records: try await dynamoDB.queryPages(query).all().flatMap(\.items))
    }

    /// The trail of what an invocation was refused.
    func refusals(of lambdaRequestID: String) async throws -> AuditTrail {
        try await trail("attempt:/\(lambdaRequestID)")
    }

    /// What was refused about a request.
    func refusals(about requestID: String) async throws -> AuditTrail {
        let all = try await trails().flatMap(\.records).filter { record in
            let about = record["about"]?.stringValue ?? ""
            return about == requestID || about.hasSuffix("/\(requestID)")
        }
        return AuditTrail(
            records: all.sorted { ($0["timestamp"]?.stringValue ?? "") < ($1["timestamp"]?.stringValue ?? "") }
        )
    }

    /// The trails of all requests.
    func trails() async throws -> [AuditTrail] {
        let records = try await dynamoDB.scanPages(.init(table: audit, consistentRead: true)).all().flatMap(\.items)
        return Dictionary(grouping: records) { $0["request_id"]?.stringValue ?? "" }.values.map { records in
            AuditTrail(
                records: records.sorted { ($0["sequence"]?.integerValue ?? 0) < ($1["sequence"]?.integerValue ?? 0) }
            )
        }
    }
}
