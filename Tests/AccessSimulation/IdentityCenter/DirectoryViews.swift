// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What both functions may read of Identity Center.
struct DirectoryView: AccessDirectory {
    let store: SimulatedIdentityCenter
    let simulation: Simulation

    /// How the protocol that uses it is broken; nil for the real one.
    var breakage: Breakage?

    func userID(named name: String) async throws(DirectoryError) -> String? {
        try await call(.userID) { () throws(DirectoryError) in
            let (user, shared) = store.access { ($0.user(named: name), $0.sharedName(name)) }
            if breakage == .comparesNames { return user.map { _ in name } }
            if let shared { throw DirectoryError(.ambiguous(shared), "Two users have the name.") }
            return user?.id
        }
    }

    func user(id: String) async throws(DirectoryError) -> DirectoryUser? {
        let id = breakage?.person(id) ?? id
        return try await call(.user) {
            store.access { state in
                guard breakage == .comparesNames else { return state.user(id: id) }
                // By an address that both names share she would be found out all the same.
                return state.user(named: id).map {
                    DirectoryUser(id: id, userName: id, primaryEmail: nil, isEnabled: $0.isEnabled)
                }
            }
        }
    }

    func groups(of userID: String, among names: Set<String>) async throws(DirectoryError) -> Set<String> {
        guard !names.isEmpty else { return [] }
        return try await call(.groups) {
            store.access { state in
                let member = breakage == .comparesNames ? state.user(named: userID)?.id ?? userID : userID
                return names.filter { state.groups[$0]?.contains(member) == true }
            }
        }
    }

    func facts(
        about account: AccountID,
        organizationalUnits: Bool,
        tags: Bool
    ) async throws(DirectoryError) -> AccountFacts? {
        try await call(.account) {
            // What was not asked for is not known, so that nobody comes to rely on it.
            store.access { $0.accounts[account] }.map { known in
                AccountFacts(
                    id: known.id,
                    name: known.name,
                    isActive: known.isActive || breakage == .overlooksSuspension,
                    organizationalUnits: organizationalUnits ? known.organizationalUnits : [],
                    tags: tags ? known.tags : [:]
                )
            }
        }
    }

    // It is asked for once a container, which is no call of this invocation.
    func managementAccount() async throws(DirectoryError) -> AccountID {
        try store.access(\.managementAccount).get()
    }

    func permissionSet(named name: String) async throws(DirectoryError) -> PermissionSet? {
        try await call(.permissionSet) { store.access { $0.permissionSets[name] } }
    }

    func isAssigned(_ binding: Binding) async throws(DirectoryError) -> Bool {
        let invocation = SimulatedProcess.current?.id
        return try await call(.isAssigned) {
            store.access { state in
                let isListed = state.lists(binding, at: simulation.now)
                if let invocation {
                    if isListed {
                        state.seenAbsent[invocation]?.remove(binding)
                    } else {
                        state.seenAbsent[invocation, default: []].insert(binding)
                    }
                }
                return isListed
            }
        }
    }

    func creation(_ id: String) async throws(DirectoryError) -> AssignmentOperation {
        try await call(.creation) { () throws(DirectoryError) in try store.poll(id) }
    }
}

/// The right to create, for Grant alone.
struct CreatorView: AssignmentCreator {
    let store: SimulatedIdentityCenter
    let referee: Referee

    func create(_ binding: Binding) async throws(DirectoryError) -> AssignmentOperation {
        let began = SimulatedProcess.current?.began
        return try await call(.create) { () throws(DirectoryError) in
            referee.creates(binding, since: began)
            guard let operation = try store.begin(.creation, binding) else {
                throw DirectoryError(.refused, "A creation always begins.")
            }
            return operation
        }
    }
}

/// The right to remove, for Revoke alone.
struct RemoverView: AssignmentRemover {
    let store: SimulatedIdentityCenter
    let referee: Referee

    func remove(_ binding: Binding) async throws(DirectoryError) -> AssignmentOperation? {
        let owner = SimulatedProcess.current?.id
        return try await call(.remove) { () throws(DirectoryError) in
            referee.removes(binding, owner: owner)
            return try store.begin(.removal, binding)
        }
    }

    func removal(_ id: String) async throws(DirectoryError) -> AssignmentOperation {
        try await call(.removal) { () throws(DirectoryError) in try store.poll(id) }
    }
}

extension SimulatedIdentityCenter {
    /// Begins an operation; nil if there is nothing to remove.
    fileprivate func begin(
        _ kind: IdentityCenterState.Kind,
        _ binding: Binding
    ) throws(DirectoryError) -> AssignmentOperation? {
        enum Beginning: Sendable { case begun(String, endsAt: Timestamp), conflict, nothingToRemove }
        let now = simulation.now
        let beginning: Beginning = access { state in
            if state.running[binding] != nil { return .conflict }
            if kind == .removal, state.findsNothingToRemove { return .nothingToRemove }
            if kind == .removal, state.assignments[binding] == nil, !state.removesAbsentAsFailure {
                return .nothingToRemove
            }
            let (id, endsAt) = state.begin(kind, binding, at: now)
            return .begun(id, endsAt: endsAt)
        }
        switch beginning {
        case .begun(let id, let endsAt):
            settle(at: endsAt)
            return AssignmentOperation(id: id, status: status(id), awsRequestID: "aws-\(id)")
        case .nothingToRemove: return nil
        case .conflict:
            throw DirectoryError(.conflict, "Another operation on this assignment is under way.")
        }
    }

    fileprivate func poll(_ id: String) throws(DirectoryError) -> AssignmentOperation {
        let isKnown = access { state in
            state.operations[id]?.polls += 1
            return state.operations[id] != nil
        }
        guard isKnown else { throw DirectoryError(.refused, "The operation \(id) was not found.") }
        return AssignmentOperation(id: id, status: status(id), awsRequestID: "aws-\(id)")
    }

    private func status(_ id: String) -> AssignmentOperation.Status {
        access { $0.operations[id]?.status ?? .inProgress }
    }
}

func call<Value>(
    _ operation: PortOperation,
    _ effect: () throws(DirectoryError) -> Value
) async throws(DirectoryError) -> Value {
    guard let process = SimulatedProcess.current else { return try effect() }
    return try await process.call(operation) { kind in
        DirectoryError(kind, WordsOfAWS.refusal("\(kind)"), awsRequestID: "directory-fault")
    } _: { () throws(DirectoryError) in
        try effect()
    }
}
