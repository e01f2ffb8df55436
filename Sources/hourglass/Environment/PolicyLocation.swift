// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Where the policy of a function on this machine is; packaged, it lies beside the function.
enum PolicyLocation {
    /// The caller's `POLICY_FILE`, or the nearest `policy.json`.
    static func path(own: [String: String]) -> String? {
        own["POLICY_FILE"] ?? UpwardSearch.find("policy.json", from: UpwardSearch.startingPoints)?.path
    }
}
