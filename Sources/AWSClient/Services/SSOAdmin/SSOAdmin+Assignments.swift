// SPDX-License-Identifier: Apache-2.0

extension SSOAdmin {
    /// Who has a permission set in an account. A change appears here some seconds after it has succeeded.
    public func listAccountAssignments(
        instanceARN: String,
        accountID: String,
        permissionSetARN: String
    ) -> Pages<[AccountAssignment], String> {
        pages("ListAccountAssignments", as: ListAccountAssignmentsOutput.self) { token in
            ListAccountAssignmentsInput(
                instanceARN: instanceARN,
                accountID: accountID,
                permissionSetARN: permissionSetARN,
                nextToken: token
            )
        } page: { output in
            (output.assignments, output.nextToken)
        }
    }

    /// Begins to create `assignment`. Creating what is there already succeeds.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isConflict`` while an earlier change to it is going on.
    public func createAccountAssignment(
        instanceARN: String,
        _ assignment: AccountAssignment
    ) async throws(AWSError) -> AssignmentOperation {
        let input = AssignmentInput(instanceARN: instanceARN, assignment: assignment)
        return try await call("CreateAccountAssignment", input, as: CreationStatusOutput.self).operation
    }

    /// Begins to delete `assignment`.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isConflict`` while an earlier change to it is going on; with
    ///   ``AWSError/isNotFound`` if the permission set or, in some cases, the assignment is not there.
    public func deleteAccountAssignment(
        instanceARN: String,
        _ assignment: AccountAssignment
    ) async throws(AWSError) -> AssignmentOperation {
        let input = AssignmentInput(instanceARN: instanceARN, assignment: assignment)
        return try await call("DeleteAccountAssignment", input, as: DeletionStatusOutput.self).operation
    }
}

private struct ListAccountAssignmentsInput: Encodable {
    let instanceARN: String
    let accountID: String
    let permissionSetARN: String
    let nextToken: String?
    let maxResults = 100

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case accountID = "AccountId"
        case permissionSetARN = "PermissionSetArn"
        case nextToken = "NextToken"
        case maxResults = "MaxResults"
    }
}

private struct ListAccountAssignmentsOutput: Decodable {
    let assignments: [SSOAdmin.AccountAssignment]
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case assignments = "AccountAssignments"
        case nextToken = "NextToken"
    }
}

private struct AssignmentInput: Encodable {
    let instanceARN: String
    let targetID: String
    let targetType = "AWS_ACCOUNT"
    let permissionSetARN: String
    let principalType: SSOAdmin.PrincipalType
    let principalID: String

    init(instanceARN: String, assignment: SSOAdmin.AccountAssignment) {
        self.instanceARN = instanceARN
        targetID = assignment.accountID
        permissionSetARN = assignment.permissionSetARN
        principalType = assignment.principalType
        principalID = assignment.principalID
    }

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case targetID = "TargetId"
        case targetType = "TargetType"
        case permissionSetARN = "PermissionSetArn"
        case principalType = "PrincipalType"
        case principalID = "PrincipalId"
    }
}
