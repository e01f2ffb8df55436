// SPDX-License-Identifier: Apache-2.0

import AWSClient
import ArgumentParser
import Foundation
import JITAccess

/// Which state table to look at, and where Identity Center is.
struct LegacyRowOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The name of the state table. (default: $STATE_TABLE, or jit-access-state)",
            valueName: "name"
        )
    )
    var tableName: String?

    @Option(
        help: ArgumentHelp(
            "The home region of Identity Center. (default: $IDENTITY_CENTER_REGION, or the region of your AWS configuration)",
            valueName: "region"
        )
    )
    var identityCenterRegion: String?

    @OptionGroup var local: LocalAWSOptions

    /// Every row, and what Identity Center has.
    ///
    /// - Throws: ``CommandFailure`` if the table cannot be read.
    func plan() async throws -> MigrationPlan {
        let environment = try local.environment()
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let client = try CallerClient.make(environment: environment)
        let region = identityCenterRegion ?? variable("IDENTITY_CENTER_REGION")
        let reader = LegacyRowReader(client: client, identityCenter: SSOAdmin(client, region: region))
        return MigrationPlan(
            rows: try await reader.rows(in: tableName ?? variable("STATE_TABLE") ?? "jit-access-state"),
            at: Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        )
    }
}

/// Reads the rows, and asks for each what there is of it in Identity Center.
struct LegacyRowReader {
    let client: AWSClient
    let identityCenter: SSOAdmin

    func rows(in table: String) async throws -> [MigrationPlan.Row] {
        let scan = DynamoDB.Scan(
            table: table,
            // What Hourglass writes has a version.
            filter: DynamoDB.Expression(
                "attribute_exists(expiry_timestamp) AND attribute_not_exists(#version)",
                names: ["#version": "version"]
            ),
            consistentRead: true
        )
        var rows: [MigrationPlan.Row] = []
        do throws(AWSError) {
            var pages = client.dynamoDB.scanPages(scan).makeAsyncIterator()
            while let page = try await pages.next() {
                for item in page.items { rows.append(await row(item)) }
            }
        } catch {
            throw CommandFailure(message: "the state table \(table) cannot be read: \(error.description)")
        }
        return rows
    }

    private func row(_ item: Item) async -> MigrationPlan.Row {
        let key = item["assignment_id"]?.stringValue ?? "without a key"
        guard let user = item["user_id"]?.stringValue, let account = item["account_id"]?.stringValue,
            let set = item["permission_set_arn"]?.stringValue, key == "\(user)#\(account)#\(set)",
            case .number(let text)? = item["expiry_timestamp"], let expires = Double(text),
            let seconds = Int64(exactly: expires.rounded(.down)), let instance = Self.instance(of: set)
        else {
            return MigrationPlan.Row(key: key, expiresAt: nil, assignment: .unknown("the row cannot be understood"))
        }
        return MigrationPlan.Row(
            key: key,
            expiresAt: Timestamp(seconds: seconds),
            assignment: await assignment(user, account, set, instance)
        )
    }

    private func assignment(
        _ user: String,
        _ account: String,
        _ set: String,
        _ instance: String
    ) async -> MigrationPlan.Assignment {
        let wanted = SSOAdmin.AccountAssignment(accountID: account, permissionSetARN: set, principalID: user)
        do throws(AWSError) {
            var pages = identityCenter.listAccountAssignments(
                instanceARN: instance,
                accountID: account,
                permissionSetARN: set
            ).makeAsyncIterator()
            while let page = try await pages.next() {
                if page.contains(wanted) { return .there }
            }
            return .absent
        } catch {
            return error.isNotFound ? .absent : .unknown(error.description)
        }
    }

    /// `arn:aws:sso:::permissionSet/ssoins-1/ps-1` is of `arn:aws:sso:::instance/ssoins-1`.
    static func instance(of permissionSetARN: String) -> String? {
        let parts = permissionSetARN.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].hasPrefix("arn:"), parts[0].hasSuffix(":sso:::permissionSet") else {
            return nil
        }
        return "\(parts[0].dropLast("permissionSet".count))instance/\(parts[1])"
    }
}
