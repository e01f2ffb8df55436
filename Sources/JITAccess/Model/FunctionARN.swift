// SPDX-License-Identifier: Apache-2.0

/// The ARN of a Lambda function, with or without a version or an alias:
/// `arn:aws:lambda:eu-central-1:111122223333:function:name:alias`.
package struct FunctionARN {
    private let parts: [Substring]

    /// Nil if `text` is no such ARN.
    package init?(_ text: String?) {
        let parts = (text ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard (7...8).contains(parts.count), parts[0] == "arn", parts[2] == "lambda", parts[5] == "function" else {
            return nil
        }
        self.parts = parts
    }

    /// The version or the alias; nil if it names none.
    var qualifier: Substring? { parts.count == 8 ? parts[7] : nil }

    var accountID: AccountID? { AccountID(String(parts[4])) }

    /// The ARN of a DynamoDB table in the function's account and region.
    package func table(named name: String) -> String {
        "arn:\(parts[1]):dynamodb:\(parts[3]):\(parts[4]):table/\(name)"
    }
}

extension AccountID {
    /// The account of a Lambda function; nil if `functionARN` is not the ARN of one.
    public init?(functionARN: String?) {
        guard let account = FunctionARN(functionARN)?.accountID else { return nil }
        self = account
    }
}
