// SPDX-License-Identifier: Apache-2.0

extension SSOAdmin {
    /// Creates a permission set, which gives nothing yet: it has no policies and no assignments.
    ///
    /// - Parameters:
    ///   - name: 1 to 32 letters, digits and `+=,.@_-`.
    ///   - sessionDuration: In ISO 8601: `PT1H` to `PT12H`.
    /// - Throws: ``AWSError`` with ``AWSError/isConflict`` if there is one with this name.
    public func createPermissionSet(
        instanceARN: String,
        name: String,
        description: String,
        sessionDuration: String,
        tags: [String: String]
    ) async throws(AWSError) -> PermissionSet {
        let input = CreatePermissionSetInput(
            instanceARN: instanceARN,
            name: name,
            description: description,
            sessionDuration: sessionDuration,
            tags: tags.sorted { $0.key < $1.key }.map { Tag(key: $0.key, value: $0.value) }
        )
        return try await call("CreatePermissionSet", input, as: CreatePermissionSetOutput.self).permissionSet
    }

    /// Adds one of AWS's managed policies to a permission set.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isConflict`` if it has it already, or another change is under way.
    public func attachManagedPolicy(
        instanceARN: String,
        permissionSetARN: String,
        managedPolicyARN: String
    ) async throws(AWSError) {
        let input = AttachManagedPolicyInput(
            instanceARN: instanceARN,
            permissionSetARN: permissionSetARN,
            managedPolicyARN: managedPolicyARN
        )
        _ = try await call("AttachManagedPolicyToPermissionSet", input, as: NoOutput.self)
    }

    /// Gives a permission set a policy of its own, in place of the one it has.
    public func putInlinePolicy(
        instanceARN: String,
        permissionSetARN: String,
        policy: String
    ) async throws(AWSError) {
        let input = PutInlinePolicyInput(
            instanceARN: instanceARN,
            permissionSetARN: permissionSetARN,
            inlinePolicy: policy
        )
        _ = try await call("PutInlinePolicyToPermissionSet", input, as: NoOutput.self)
    }

    /// Deletes a permission set that has no assignments.
    ///
    /// - Throws: ``AWSError`` with ``AWSError/isConflict`` if it has some; with ``AWSError/isNotFound`` if it is gone.
    public func deletePermissionSet(instanceARN: String, permissionSetARN: String) async throws(AWSError) {
        let input = PermissionSetInput(instanceARN: instanceARN, permissionSetARN: permissionSetARN)
        _ = try await call("DeletePermissionSet", input, as: NoOutput.self)
    }
}

private struct CreatePermissionSetInput: Encodable {
    let instanceARN: String
    let name: String
    let description: String
    let sessionDuration: String
    let tags: [SSOAdmin.Tag]

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case name = "Name"
        case description = "Description"
        case sessionDuration = "SessionDuration"
        case tags = "Tags"
    }
}

private struct CreatePermissionSetOutput: Decodable {
    let permissionSet: SSOAdmin.PermissionSet

    enum CodingKeys: String, CodingKey {
        case permissionSet = "PermissionSet"
    }
}

private struct AttachManagedPolicyInput: Encodable {
    let instanceARN: String
    let permissionSetARN: String
    let managedPolicyARN: String

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case permissionSetARN = "PermissionSetArn"
        case managedPolicyARN = "ManagedPolicyArn"
    }
}

private struct PutInlinePolicyInput: Encodable {
    let instanceARN: String
    let permissionSetARN: String
    let inlinePolicy: String

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case permissionSetARN = "PermissionSetArn"
        case inlinePolicy = "InlinePolicy"
    }
}
