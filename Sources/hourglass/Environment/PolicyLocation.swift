// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where the policy of a function on this machine is; packaged, it lies beside the function.
enum PolicyLocation {
    /// The caller's `POLICY_FILE`, or the nearest `policy.json`. The function runs in a folder of its own, so the path is
    /// absolute.
    static func path(own: [String: String]) -> String? {
        let given = own["POLICY_FILE"].map { URL(filePath: $0).absoluteURL }
        return (given ?? UpwardSearch.find("policy.json", from: UpwardSearch.startingPoints))?.path
    }
}
