// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// Lists what Identity Center holds, one page at the pacer's turn. Revoke's IAM policy allows what it calls, Grant's does
/// not allow to list the accounts.
struct IdentityCenterSurvey: AssignmentSurvey {
    let ssoAdmin: SSOAdmin
    let instance: IdentityCenterInstance
    let callsPerSecond: Int

    func permissionSets(_ pacer: CallPacer) async throws(DirectoryError) -> [String] {
        try await instance.confirm()
        let instanceARN = try await instance.identifiers().instanceARN
        return try await elements(pacer, ifGone: nil) { ssoAdmin.listPermissionSets(instanceARN: instanceARN) } ?? []
    }

    func permissionSet(_ arn: String, _ pacer: CallPacer) async throws(DirectoryError) -> PermissionSet? {
        let instanceARN = try await instance.identifiers().instanceARN
        await pacer.turn()
        do {
            let set = try await ssoAdmin.describePermissionSet(instanceARN: instanceARN, permissionSetARN: arn)
            return PermissionSet(name: set.name, arn: set.arn)
        } catch  where error.isNotFound {
            return nil
        } catch {
            throw DirectoryError(error)
        }
    }

    func tags(of arn: String, _ pacer: CallPacer) async throws(DirectoryError) -> [String: String] {
        let instanceARN = try await instance.identifiers().instanceARN
        await pacer.turn()
        do {
            // A permission set has at most 50 tags, which come on one page.
            return try await ssoAdmin.listTags(instanceARN: instanceARN, resourceARN: arn)
        } catch  where error.isNotFound {
            return [:]
        } catch {
            throw DirectoryError(error)
        }
    }

    func accounts(with arn: String, _ pacer: CallPacer) async throws(DirectoryError) -> [AccountID] {
        let instanceARN = try await instance.identifiers().instanceARN
        let ids = try await elements(pacer, ifGone: []) {
            ssoAdmin.listAccountsForProvisionedPermissionSet(instanceARN: instanceARN, permissionSetARN: arn)
        }
        return (ids ?? []).compactMap(AccountID.init(_:))
    }

    func assignments(
        of arn: String,
        in account: AccountID,
        _ pacer: CallPacer
    ) async throws(DirectoryError) -> SurveyedPair {
        let instanceARN = try await instance.identifiers().instanceARN
        let listed = try await elements(pacer, ifGone: []) {
            ssoAdmin.listAccountAssignments(
                instanceARN: instanceARN,
                accountID: account.description,
                permissionSetARN: arn
            )
        }
        var pair = SurveyedPair()
        for assignment in listed ?? [] {
            // What is neither a user nor known is like a group: nothing to compare it with, and nothing to remove.
            if assignment.principalType == .user {
                pair.users.insert(assignment.principalID)
            } else {
                pair.groups += 1
            }
        }
        return pair
    }

    /// The elements of every page, each page in its turn.
    ///
    /// - Parameter gone: what to return if what is asked about is not there; nil if that is an error.
    private func elements<Element: Sendable>(
        _ pacer: CallPacer,
        ifGone gone: [Element]?,
        _ pages: () -> Pages<[Element], String>
    ) async throws(DirectoryError) -> [Element]? {
        var iterator = pages().makeAsyncIterator()
        var elements: [Element] = []
        do {
            while !iterator.isAtEnd {
                await pacer.turn()
                elements += try await iterator.next() ?? []
            }
            return elements
        } catch  where error.isNotFound && gone != nil {
            return gone
        } catch {
            throw DirectoryError(error)
        }
    }
}
