// SPDX-License-Identifier: Apache-2.0

/// Brings roles in accounts to what their permission set says, and waits until AWS says how it went.
struct FenceProvisioning {
    /// Identity Center allows few operations at a time.
    private static let maximumInFlight = 5

    let fencer: any PermissionSetFencer

    /// What each account waits with.
    let patience: Patience

    /// How it went in each account: AWS's id of the operation, or why it is not known to have succeeded.
    func run(
        _ permissionSetARN: String,
        to accounts: Set<AccountID>
    ) async -> [AccountID: Result<String?, DirectoryError>] {
        var rest = accounts.sorted { $0.description < $1.description }[...]
        return await withTaskGroup(of: (AccountID, Result<String?, DirectoryError>).self) { group in
            var results: [AccountID: Result<String?, DirectoryError>] = [:]
            var inFlight = 0
            while true {
                if inFlight < Self.maximumInFlight, let account = rest.popFirst() {
                    inFlight += 1
                    group.addTask {
                        var waiting = patience
                        let result = await attempt { () throws(DirectoryError) in
                            try await provision(permissionSetARN, to: account, &waiting)
                        }
                        return (account, result)
                    }
                } else if let (account, result) = await group.next() {
                    inFlight -= 1
                    results[account] = result
                } else {
                    return results
                }
            }
        }
    }

    private func provision(
        _ permissionSetARN: String,
        to account: AccountID,
        _ patience: inout Patience
    ) async throws(DirectoryError) -> String? {
        var operation = try await begin(permissionSetARN, account, &patience)
        while true {
            switch operation.status {
            case .succeeded: return operation.awsRequestID
            case .failed(let reason): throw DirectoryError(.refused, reason, awsRequestID: operation.awsRequestID)
            case .inProgress: break
            }
            guard await patience.wait() else {
                throw DirectoryError(.unavailable, "Identity Center is still provisioning the permission set.")
            }
            if let next = try? await fencer.provisioning(operation.id) { operation = next }
        }
    }

    private func begin(
        _ permissionSetARN: String,
        _ account: AccountID,
        _ patience: inout Patience
    ) async throws(DirectoryError) -> AssignmentOperation {
        while true {
            do {
                return try await fencer.provision(permissionSetARN, to: account)
            } catch {
                guard error.kind == .conflict || error.kind == .throttled, await patience.wait() else { throw error }
            }
        }
    }
}
