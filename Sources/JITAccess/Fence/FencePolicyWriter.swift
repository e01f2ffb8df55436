// SPDX-License-Identifier: Apache-2.0

/// Writes the denies of a permission set's fences into its policy.
///
/// AWS takes no condition with a policy that is put: what somebody else puts between our reading and our putting is lost.
/// So nothing is done in between, and what has been put is read again: whoever put theirs right after ours has ours put
/// into it.
struct FencePolicyWriter {
    /// How often the policy may have been changed by others in the meantime.
    private static let maximumTries = 4

    let fencer: any PermissionSetFencer
    var patience: Patience

    /// The most characters of an inline policy.
    let limit: Int

    /// Makes the policy say what stands for these fences, and nothing else of ours.
    ///
    /// - Parameter hold: See ``FencePlan``.
    func run(
        _ permissionSetARN: String,
        _ fences: [Fence],
        hold: (Fence.Target) async throws(LedgerError) -> Fence.Hold
    ) async throws(FenceObstacle) -> FencePlan {
        let fencer = fencer
        var waiting = patience
        var tries = 0
        while tries < Self.maximumTries {
            do throws(FenceObstacle) {
                let policy = try await FenceObstacle.directory { () throws(DirectoryError) in
                    try await self.policy(of: permissionSetARN)
                }
                let plan = try await plan(fences, policy, hold)
                if policy.has(plan.denies) { return plan }
                let next = policy.text(with: plan.denies)
                try await FenceObstacle.directory { () throws(DirectoryError) in
                    try await fencer.setInlinePolicy(next, of: permissionSetARN)
                }
                tries += 1
            } catch {
                guard error.isTransient, await waiting.wait() else { throw error }
            }
        }
        let reason = "Others keep changing the inline policy of the permission set."
        throw .directory(DirectoryError(.conflict, reason))
    }

    /// The policy as it is.
    func policy(of permissionSetARN: String) async throws(DirectoryError) -> FencedPolicy {
        let text = try await fencer.inlinePolicy(of: permissionSetARN)
        do {
            return try FencedPolicy(text, limit: limit)
        } catch {
            let reason =
                "The inline policy of the permission set cannot be understood, and is left alone: \(error.description)"
            throw DirectoryError(.refused, reason)
        }
    }

    /// What the policy is to say of ours.
    func plan(
        _ fences: [Fence],
        _ policy: FencedPolicy,
        _ hold: (Fence.Target) async throws(LedgerError) -> Fence.Hold
    ) async throws(FenceObstacle) -> FencePlan {
        do {
            return try await FencePlan(fences, in: policy, hold: hold)
        } catch {
            throw .ledger(error)
        }
    }
}

/// Why fences could not be brought to where they should be.
enum FenceObstacle: Error, Equatable {
    case directory(DirectoryError)
    case ledger(LedgerError)

    /// Whether nothing has happened and it may work the next time.
    var isTransient: Bool {
        guard case .directory(let error) = self else { return false }
        return error.kind == .conflict || error.kind == .throttled
    }

    /// Makes a call to Identity Center.
    static func directory<Value>(
        _ call: () async throws(DirectoryError) -> Value
    ) async throws(FenceObstacle) -> Value {
        do {
            return try await call()
        } catch {
            throw .directory(error)
        }
    }
}
