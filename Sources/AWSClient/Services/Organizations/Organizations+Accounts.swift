// SPDX-License-Identifier: Apache-2.0

extension Organizations {
    /// Every account of the organization, the closed ones too; 20 a page, as AWS has it.
    public func listAccounts() -> Pages<[Account], String> {
        let organizations = self
        return Pages(AWSOperation(.organizations, "ListAccounts")) { token throws(AWSError) in
            let input = ListAccountsInput(nextToken: token)
            let output = try await organizations.call("ListAccounts", input, as: ListAccountsOutput.self)
            return (output.accounts, output.nextToken)
        }
    }
}

private struct ListAccountsInput: Encodable {
    let nextToken: String?
    let maxResults = 20

    enum CodingKeys: String, CodingKey {
        case nextToken = "NextToken"
        case maxResults = "MaxResults"
    }
}

private struct ListAccountsOutput: Decodable {
    let accounts: [Organizations.Account]
    let nextToken: String?

    enum CodingKeys: String, CodingKey {
        case accounts = "Accounts"
        case nextToken = "NextToken"
    }
}
