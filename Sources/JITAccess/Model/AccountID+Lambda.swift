// SPDX-License-Identifier: Apache-2.0

extension AccountID {
    /// The account of a Lambda function, by its ARN: `arn:aws:lambda:eu-central-1:111122223333:function:name`, with or
    /// without an alias. Nil if it is no such ARN.
    public init?(functionARN: String?) {
        let parts = (functionARN ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard (7...8).contains(parts.count), parts[0] == "arn", parts[2] == "lambda", parts[5] == "function" else {
            return nil
        }
        self.init(String(parts[4]))
    }
}
