// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LambdaRuntime

@Suite("The trace variable")
struct TraceVariableTests {
    private static var value: String? {
        getenv("_X_AMZN_TRACE_ID").map { String(cString: $0) }
    }

    // One test, because there is one environment.
    @Test("The process's environment follows the invocation's trace")
    func environment() {
        let variable = TraceVariable.process
        for trace in ["Root=1-a;Sampled=1", "Root=1-b", "Root=1-a-much-longer-one;Parent=1;Sampled=0", ""] {
            variable.set(trace)
            #expect(Self.value == trace)
        }
        variable.set("before")
        let before = getenv("_X_AMZN_TRACE_ID").map { UnsafePointer($0) }
        variable.set("after")
        #expect(before.map { String(cString: $0) } == "before", "somebody may be reading it still")
        variable.set(nil)
        #expect(Self.value == nil)
        variable.set("again")
        #expect(Self.value == "again")
        variable.set(String(repeating: "x", count: 5000))
        #expect(Self.value == nil)
        let longest = String(repeating: "x", count: 4096 - "_X_AMZN_TRACE_ID=".utf8.count - 1)
        variable.set(longest)
        #expect(Self.value == longest)
        variable.set("with\u{0}nul")
        #expect(Self.value == nil)
    }
}
