// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// The right to make permission sets, for Grant alone.
struct SetMakerView: PermissionSetMaker {
    let store: SimulatedIdentityCenter
    let referee: Referee

    func make(
        _ definition: CustomPermissionSet,
        named name: String,
        for request: RequestID
    ) async throws(DirectoryError) -> PermissionSet {
        try await call(.makeSet) { () throws(DirectoryError) in
            referee.makesSet(named: name, for: request)
            return store.access { state in
                if let earlier = state.customSets[name] { return PermissionSet(name: name, arn: earlier.arn) }
                state.lastCustomSet += 1
                let set = PermissionSet(
                    name: name,
                    arn: "arn:aws:sso:::permissionSet/ssoins-7223a1b2c3d4e5f6/ps-custom-\(state.lastCustomSet)"
                )
                state.permissionSets[name] = set
                state.customSets[name] = .init(arn: set.arn, request: request, definition: definition)
                return set
            }
        }
    }
}

/// The right to delete permission sets that were made for requests, for Revoke alone.
struct SetDeleterView: PermissionSetDeleter {
    let store: SimulatedIdentityCenter
    let referee: Referee

    func delete(
        named name: String,
        arn: String?,
        of request: RequestID
    ) async throws(DirectoryError) -> PermissionSetDeletion {
        try await call(.deleteSet) { () throws(DirectoryError) in
            referee.deletesSet(arn, of: request)
            return store.access { state in
                guard let set = state.customSets[name], arn == nil || arn == set.arn else { return .absent }
                guard set.request == request else { return .notOurs }
                let isUsed =
                    state.assignments.keys.contains { $0.permissionSetARN == set.arn }
                    || state.running.keys.contains { $0.permissionSetARN == set.arn }
                guard !isUsed else { return .inUse }
                state.customSets[name] = nil
                state.permissionSets[name] = nil
                return .deleted
            }
        }
    }
}
