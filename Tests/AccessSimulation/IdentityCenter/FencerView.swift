// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// The right to write fences into permission sets, for Revoke alone.
struct FencerView: PermissionSetFencer {
    let store: SimulatedIdentityCenter
    let referee: Referee
    let simulation: Simulation
    var breakage: Breakage?

    /// The most characters that an inline policy may have, white space not counted.
    var limit = 10_240

    func facts(about arn: String) async throws(DirectoryError) -> PermissionSetFacts? {
        try await call(.facts) {
            store.access { state in
                if let (name, custom) = state.customSets.first(where: { $0.value.arn == arn }) {
                    return PermissionSetFacts(
                        name: name,
                        tags: CustomSetTag.all(for: custom.request),
                        sessionSeconds: custom.definition.sessionSeconds
                    )
                }
                guard let set = state.permissionSets.values.first(where: { $0.arn == arn }) else { return nil }
                return PermissionSetFacts(
                    name: set.name,
                    tags: state.contents.tags[arn] ?? [:],
                    sessionSeconds: state.contents.sessionSeconds[arn] ?? 3600
                )
            }
        }
    }

    func inlinePolicy(of arn: String) async throws(DirectoryError) -> String? {
        let invocation = SimulatedProcess.current?.id
        return try await call(.inlinePolicy) {
            store.access { state in
                if let invocation { state.contents.read(arn, by: invocation) }
                return state.contents.policies[arn]
            }
        }
    }

    func setInlinePolicy(_ text: String?, of arn: String) async throws(DirectoryError) {
        let owner = SimulatedProcess.current?.id
        try await call(.setInlinePolicy) {
            let written: String? =
                switch breakage {
                case .overwritesPolicies: Self.onlyOurs(text)
                case .crowdsOutFences: Self.withoutTheFirst(text)
                default: text
                }
            referee.writesPolicy(of: arn, written, limit: limit, owner: owner)
            store.access { state in
                state.contents.policies[arn] = written
                // AWS takes no condition with a policy: what an administrator has written since it was read is lost.
                if let owner, state.contents.isUnseen(arn, by: owner) { state.contents.policiesByHand[arn] = text }
            }
        }
    }

    func accounts(with arn: String) async throws(DirectoryError) -> Set<AccountID> {
        try await call(.accounts) {
            store.access { $0.contents.accounts(with: arn, at: simulation.now - $0.listingDelay) }
        }
    }

    func provision(_ arn: String, to account: AccountID) async throws(DirectoryError) -> AssignmentOperation {
        try await call(.provision) { () throws(DirectoryError) in
            let now = simulation.now
            let begun = store.access { state -> (id: String, endsAt: Timestamp)? in
                let role = RoleKey(permissionSetARN: arn, accountID: account)
                let isBusy = state.contents.provisionings.values.contains {
                    $0.role == role && $0.status == .inProgress
                }
                guard !isBusy else { return nil }
                var planned = state.operationCourse
                if !state.contents.courses.isEmpty { planned = state.contents.courses.removeFirst() }
                state.lastOperation += 1
                let id = "provisioning-\(state.lastOperation)"
                let endsAt = now + planned.time
                state.contents.provisionings[id] = .init(role: role, endsAt: endsAt, failure: planned.failure)
                return (id, endsAt)
            }
            guard let begun else {
                throw DirectoryError(.conflict, "The permission set is being provisioned to this account.")
            }
            store.settle(at: begun.endsAt)
            return try status(begun.id)
        }
    }

    func provisioning(_ id: String) async throws(DirectoryError) -> AssignmentOperation {
        try await call(.provisioning) { () throws(DirectoryError) in try status(id) }
    }

    private func status(_ id: String) throws(DirectoryError) -> AssignmentOperation {
        guard let status = store.access({ $0.contents.provisionings[id]?.status }) else {
            throw DirectoryError(.refused, "The operation \(id) was not found.")
        }
        return AssignmentOperation(id: id, status: status, awsRequestID: "aws-\(id)")
    }

    /// Without the statement of ours with the earliest time, if there is another.
    private static func withoutTheFirst(_ text: String?) -> String? {
        let statements = PolicyOracle.statements(text)
        let ours = statements.filter(PolicyOracle.isOurs)
        guard ours.count > 1, let first = ours.min(by: { PolicyOracle.time(of: $0) < PolicyOracle.time(of: $1) }),
            let text, case .object(var members)? = try? JSONValue(parsing: Array(text.utf8))
        else { return text }
        members["Statement"] = .array(statements.filter { $0 != first })
        return JSONValue.object(members).canonicalText
    }

    private static func onlyOurs(_ text: String?) -> String? {
        let ours = PolicyOracle.statements(text).filter(PolicyOracle.isOurs)
        let policy: JSONValue = ["Version": "2012-10-17", "Statement": .array(ours)]
        return ours.isEmpty ? nil : policy.canonicalText
    }
}
