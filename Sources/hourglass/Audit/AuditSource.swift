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
    /// - Parameter request: Only those of this request. Without its entry point it may be several: of a table those of the
    ///   usual entry points.
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
            return records.filter { record in
                guard case .string(let id)? = record["request_id"] else { return false }
                return id == request || RequestID(id).map { $0.given == request } ?? false
            }
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
        var readings: [Pages<DynamoDB.ItemPage, Item>] = []
        if let request {
            readings = names(of: request).map { name in
                let condition = DynamoDB.Expression("request_id = :id", values: [":id": .string(name)])
                return client.dynamoDB.queryPages(.init(table: table, keyCondition: condition, consistentRead: true))
            }
        } else {
            readings = [client.dynamoDB.scanPages(.init(table: table, consistentRead: true))]
        }
        var records: [AuditChain.Attributes] = []
        do throws(AWSError) {
            for pages in readings {
                var iterator = pages.makeAsyncIterator()
                while let page = try await iterator.next() {
                    records += page.items.map { $0.mapValues(JSONValue.init) }
                    Terminal.progress("\(records.count) records")
                }
            }
        } catch {
            throw CommandFailure(message: "the audit table \(table) cannot be read: \(error.description)")
        }
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
}
