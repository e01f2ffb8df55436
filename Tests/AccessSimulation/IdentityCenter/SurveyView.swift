// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// The right to list everything, for Revoke alone. Listings may be behind.
struct SurveyView: AssignmentSurvey {
    let store: SimulatedIdentityCenter
    let callsPerSecond = CallPacer.usual

    func permissionSets(_ pacer: CallPacer) async throws(DirectoryError) -> [String] {
        await pacer.turn()
        return try await call(.surveySets) { store.access { $0.permissionSets.values.map(\.arn) } }
    }

    func permissionSet(_ arn: String, _ pacer: CallPacer) async throws(DirectoryError) -> PermissionSet? {
        await pacer.turn()
        return try await call(.surveySet) { store.access { $0.permissionSets.values.first { $0.arn == arn } } }
    }

    func tags(of arn: String, _ pacer: CallPacer) async throws(DirectoryError) -> [String: String] {
        await pacer.turn()
        return try await call(.surveyTags) {
            store.access { state in
                guard let set = state.customSets.values.first(where: { $0.arn == arn }) else {
                    return state.tags[arn] ?? [:]
                }
                return CustomSetTag.all(for: set.request)
            }
        }
    }

    func accounts(with arn: String, _ pacer: CallPacer) async throws(DirectoryError) -> [AccountID] {
        await pacer.turn()
        return try await call(.surveyAccounts) {
            // Where it was ever assigned it stays provisioned.
            store.access { state in
                Array(Set(state.history.keys.filter { $0.permissionSetARN == arn }.map(\.accountID)))
            }
        }
    }

    func assignments(
        of arn: String,
        in account: AccountID,
        _ pacer: CallPacer
    ) async throws(DirectoryError) -> SurveyedPair {
        await pacer.turn()
        return try await call(.surveyAssignments) {
            let now = store.simulation.now
            return store.access { state in
                let pair = state.history.keys.filter { $0.permissionSetARN == arn && $0.accountID == account }
                return SurveyedPair(
                    users: Set(pair.filter { state.lists($0, at: now) }.map(\.userID)),
                    groups: state.groupAssignments.count { $0.permissionSetARN == arn && $0.accountID == account }
                )
            }
        }
    }
}
