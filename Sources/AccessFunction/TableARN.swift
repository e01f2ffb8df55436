// SPDX-License-Identifier: Apache-2.0

/// The ARN of a table by its name, in the account and region of a function.
struct TableARN: Equatable {
    let text: String

    /// Nil if the function's ARN is not one.
    init?(_ table: String, besideFunction functionARN: String?) {
        let parts = (functionARN ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard (7...8).contains(parts.count), parts[0] == "arn", parts[2] == "lambda", parts[5] == "function" else {
            return nil
        }
        text = "arn:\(parts[1]):dynamodb:\(parts[3]):\(parts[4]):table/\(table)"
    }
}
