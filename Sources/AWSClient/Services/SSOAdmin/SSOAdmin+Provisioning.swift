// SPDX-License-Identifier: Apache-2.0

extension SSOAdmin {
    /// The inline policy of a permission set, as it was put; `nil` if it has none.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isNotFound`` if there is no such permission set.
    public func getInlinePolicy(instanceARN: String, permissionSetARN: String) async throws(AWSError) -> String? {
        let policy = try await call(
            "GetInlinePolicyForPermissionSet",
            PermissionSetInput(instanceARN: instanceARN, permissionSetARN: permissionSetARN),
            as: InlinePolicyOutput.self
        ).inlinePolicy
        return policy?.isEmpty == true ? nil : policy
    }

    /// Takes its inline policy from a permission set. Accounts keep it until they are provisioned.
    public func deleteInlinePolicy(instanceARN: String, permissionSetARN: String) async throws(AWSError) {
        let input = PermissionSetInput(instanceARN: instanceARN, permissionSetARN: permissionSetARN)
        _ = try await call("DeleteInlinePolicyFromPermissionSet", input, as: NoOutput.self)
    }

    /// Begins to bring the role of a permission set in an account to what the permission set says. An account that has
    /// none gets one, assigned or not.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isConflict`` while an earlier change is going on.
    public func provisionPermissionSet(
        instanceARN: String,
        permissionSetARN: String,
        accountID: String
    ) async throws(AWSError) -> AssignmentOperation {
        let input = ProvisionInput(instanceARN: instanceARN, permissionSetARN: permissionSetARN, targetID: accountID)
        return try await call("ProvisionPermissionSet", input, as: ProvisioningOutput.self).operation
    }

    /// How far the provisioning with `requestID` is.
    public func describePermissionSetProvisioningStatus(
        instanceARN: String,
        requestID: String
    ) async throws(AWSError) -> AssignmentOperation {
        try await call(
            "DescribePermissionSetProvisioningStatus",
            ProvisioningStatusInput(instanceARN: instanceARN, requestID: requestID),
            as: ProvisioningOutput.self
        ).operation
    }
}

private struct InlinePolicyOutput: Decodable {
    let inlinePolicy: String?

    enum CodingKeys: String, CodingKey {
        case inlinePolicy = "InlinePolicy"
    }
}

private struct ProvisionInput: Encodable {
    let instanceARN: String
    let permissionSetARN: String
    let targetID: String
    let targetType = "AWS_ACCOUNT"

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case permissionSetARN = "PermissionSetArn"
        case targetID = "TargetId"
        case targetType = "TargetType"
    }
}

private struct ProvisioningStatusInput: Encodable {
    let instanceARN: String
    let requestID: String

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case requestID = "ProvisionPermissionSetRequestId"
    }
}

private struct ProvisioningOutput: Decodable {
    let operation: SSOAdmin.AssignmentOperation

    enum CodingKeys: String, CodingKey {
        case operation = "PermissionSetProvisioningStatus"
    }
}
