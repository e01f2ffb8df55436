// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LambdaRuntime

@Suite("The process's environment")
struct ProcessEnvironmentTests {
    @Test("The variables are those that Foundation finds")
    func agreesWithFoundation() {
        // Other tests may set some meanwhile: those that were there from the start do.
        let expected = ProcessInfo.processInfo.environment
        for name in ["PATH", "HOME", "PWD"] {
            #expect(ProcessEnvironment.variables[name] == expected[name], "\(name)")
        }
        #expect(ProcessEnvironment.variables["PATH"]?.isEmpty == false)
    }

    @Test("A value keeps its equals signs, and an empty one stays")
    func splitsAtTheFirstSign() {
        #expect(ProcessEnvironment.entry("A=b=c").map { [$0.name, $0.value] } == ["A", "b=c"])
        #expect(ProcessEnvironment.entry("A=").map { [$0.name, $0.value] } == ["A", ""])
        #expect(ProcessEnvironment.entry("no sign") == nil)
    }
}
