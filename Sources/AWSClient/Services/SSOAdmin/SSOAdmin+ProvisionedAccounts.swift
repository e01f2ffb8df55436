// SPDX-License-Identifier: Apache-2.0

extension SSOAdmin {
    /// The ids of the accounts where a permission set is provisioned: where somebody has it, or had it.
    public func listAccountsForProvisionedPermissionSet(
        instanceARN: String,
        permissionSetARN: String
    ) -> Pages<[String], String> {
        pages("ListAccountsForProvisionedPermissionSet", as: ListAccountsOutput.self) { token in
            ListAccountsInput(instanceARN: instanceARN, permissionSetARN: permissionSetARN, nextToken: token)
        } page: { output in
            (output.accountIDs, output.nextToken)
        }
    }
}

private struct ListAccountsInput: Encodable {
    let instanceARN: String
    let permissionSetARN: String
    let nextToken: String?
    let maxResults = 100

    enum CodingKeys: String, CodingKey {
        case instanceARN = "InstanceArn"
        case permissionSetARN = "PermissionSetArn"
        case nextToken = "NextToken"
        case maxResults = "MaxResults"
    }
}

private struct ListAccountsOutput: Decodable {
    let accountIDs: [String]
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case accountIDs = "AccountIds"
        case nextToken = "NextToken"
    }
}
