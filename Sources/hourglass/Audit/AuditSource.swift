// SPDX-License-Identifier: Apache-2.0

import AWSClient
import ArgumentParser
import Foundation
import JITAccess

/// Which audit table to read.
struct AuditTableOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The name of the audit table. (default: $AUDIT_TABLE, or jit-access-audit)",
            valueName: "name"
        )
    )
    var tableName: String?

    @OptionGroup var local: LocalAWSOptions
}

/// Where audit records are read from.
enum AuditSource {
    case files([String])
    case table(AuditTableOptions)

    /// The records there, and says on standard error what was found.
    ///
    /// - Parameter request: Only those of this request, those in the trails that go on for its own included. Without its entry
    ///   point it may be several: of a table those of the usual entry points.
    /// - Throws: ``CommandFailure``.
    func records(of request: String?) async throws -> [AuditChain.Attributes] {
        switch self {
        case .files(let paths):
            var records: [AuditChain.Attributes] = []
            for path in paths {
                let export = try AuditExport.read(path)
                Terminal.note("Read \(export.records.count) records from \(path) (\(export.format.rawValue)).")
                records += export.records
            }
            guard let request else { return records }
            return records.filter { Self.belongs($0, to: request) }
        case .table(let options):
            let environment = try options.local.environment()
            let table = options.tableName ?? environment["AUDIT_TABLE"].flatMap { $0.isEmpty ? nil : $0 }
            return try await Self.records(
                in: table ?? "jit-access-audit",
                of: request,
                client: try CallerClient.make(environment: environment)
            )
        }
    }

    /// Reads the table; a whole one by a scan.
    private static func records(
        in table: String,
        of request: String?,
        client: AWSClient
    ) async throws -> [AuditChain.Attributes] {
        var records: [AuditChain.Attributes] = []
        do throws(AWSError) {
            guard let request else {
                try await read(client.dynamoDB.scanPages(.init(table: table, consistentRead: true)), into: &records)
                return told(records, table, client)
            }
            let trails = names(of: request)
            for name in trails {
                let condition = DynamoDB.Expression("request_id = :id", values: [":id": .string(name)])
                let trail = DynamoDB.Query(table: table, keyCondition: condition, consistentRead: true)
                try await read(client.dynamoDB.queryPages(trail), into: &records)
            }
            // Nobody knows beforehand what a trail is called that goes on for another; it is about the same user.
            for user in Self.users(of: records) {
                let condition = DynamoDB.Expression("user_id = :user", values: [":user": .string(user)])
                let query = DynamoDB.Query(table: table, index: "user-index", keyCondition: condition)
                var others: [AuditChain.Attributes] = []
                try await read(client.dynamoDB.queryPages(query), into: &others)
                records += others.filter { record in
                    guard case .string(let id)? = record["request_id"], !trails.contains(id) else { return false }
                    return Self.belongs(record, to: request)
                }
            }
            return told(records, table, client)
        } catch {
            throw CommandFailure(message: "the audit table \(table) cannot be read: \(error.description)")
        }
    }

    private static func told(
        _ records: [AuditChain.Attributes],
        _ table: String,
        _ client: AWSClient
    ) -> [AuditChain.Attributes] {
        Terminal.progress("")
        Terminal.note("Read \(records.count) records from the table \(table) in \(client.region).")
        return records
    }

    /// The trails that an id may mean: one by its whole id; else the functions' own of this id, and those of the entry points
    /// that every installation has and of the integrations that have a page in docs/.
    static func names(of request: String) -> [String] {
        guard let given = GivenRequestID(request) else { return [request] }
        let entryPoints =
            [EntryPoint.functionURL, .direct] + ["slack", "servicenow"].compactMap { EntryPoint(alias: $0) }
        return [request] + entryPoints.map { RequestID(given, from: $0).description }
    }

    private static func read(
        _ pages: Pages<DynamoDB.ItemPage, Item>,
        into records: inout [AuditChain.Attributes]
    ) async throws(AWSError) {
        var iterator = pages.makeAsyncIterator()
        while let page = try await iterator.next() {
            records += page.items.map { $0.mapValues(JSONValue.init) }
            Terminal.progress("\(records.count) records")
        }
    }

    /// The users whom the records are about, as they say: one, unless somebody has forged some.
    private static func users(of records: [AuditChain.Attributes]) -> [String] {
        let users = records.compactMap { record -> String? in
            if case .string(let user)? = record["user_id"] { user } else { nil }
        }
        // As they come: the records of the beginning name the one whom the request is about.
        var found: [String] = []
        for user in users where !found.contains(user) { found.append(user) }
        return Array(found.prefix(mostUsers))
    }

    private static let mostUsers = 5

    /// Whether a record is in the trail of a request, or in one that goes on for it.
    private static func belongs(_ record: AuditChain.Attributes, to request: String) -> Bool {
        guard case .string(let id)? = record["request_id"] else { return false }
        let stored = RequestID(stored: id)
        return id == request
            || [stored, stored?.predecessor].contains { $0?.description == request || $0?.given == request }
    }
}
