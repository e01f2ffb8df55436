// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// Creates assignments. Grant's IAM policy allows what it calls, Revoke's does not.
struct IdentityCenterCreator: AssignmentCreator {
    let ssoAdmin: SSOAdmin
    let instance: IdentityCenterInstance

    func create(_ binding: Binding) async throws(DirectoryError) -> AssignmentOperation {
        let instanceARN = try await instance.identifiers().instanceARN
        return try await AssignmentOperation.told { () throws(AWSError) in
            try await ssoAdmin.createAccountAssignment(
                instanceARN: instanceARN,
                SSOAdmin.AccountAssignment(binding)
            )
        }
    }
}

/// Removes assignments. Revoke's IAM policy allows what it calls, Grant's does not.
struct IdentityCenterRemover: AssignmentRemover {
    let ssoAdmin: SSOAdmin
    let instance: IdentityCenterInstance

    func remove(_ binding: Binding) async throws(DirectoryError) -> AssignmentOperation? {
        let instanceARN = try await instance.identifiers().instanceARN
        do {
            return AssignmentOperation(
                try await ssoAdmin.deleteAccountAssignment(
                    instanceARN: instanceARN,
                    SSOAdmin.AccountAssignment(binding)
                )
            )
        } catch  where error.isNotFound {
            return nil
        } catch {
            throw DirectoryError(error)
        }
    }

    func removal(_ id: String) async throws(DirectoryError) -> AssignmentOperation {
        let instanceARN = try await instance.identifiers().instanceARN
        return try await AssignmentOperation.told { () throws(AWSError) in
            try await ssoAdmin.describeAccountAssignmentDeletionStatus(instanceARN: instanceARN, requestID: id)
        }
    }
}

extension SSOAdmin.AccountAssignment {
    /// The assignment of a binding: to the user, not to a group.
    init(_ binding: Binding) {
        self.init(
            accountID: binding.accountID.description,
            permissionSetARN: binding.permissionSetARN,
            principalType: .user,
            principalID: binding.userID
        )
    }
}

extension AssignmentOperation {
    /// What a call told of an operation.
    static func told(
        by call: () async throws(AWSError) -> SSOAdmin.AssignmentOperation
    ) async throws(DirectoryError) -> AssignmentOperation {
        do {
            return AssignmentOperation(try await call())
        } catch {
            throw DirectoryError(error)
        }
    }

    init(_ operation: SSOAdmin.AssignmentOperation) {
        let status: Status =
            switch operation.status {
            case .succeeded: .succeeded
            case .failed: .failed(operation.failureReason ?? "AWS gave no reason.")
            // A status that is not known is not an end.
            default: .inProgress
            }
        self.init(id: operation.requestID, status: status, awsRequestID: operation.requestID)
    }
}
