// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import hourglass

@Suite("Where the policy of a function on this machine is")
struct PolicyLocationTests {
    @Test("A path that is relative to the caller means the same to the function, which runs elsewhere")
    func relative() {
        let here = FileManager.default.currentDirectoryPath
        #expect(PolicyLocation.path(own: ["POLICY_FILE": "scripts/policy.json"]) == "\(here)/scripts/policy.json")
        #expect(PolicyLocation.path(own: ["POLICY_FILE": "/etc/policy.json"]) == "/etc/policy.json")
    }
}
