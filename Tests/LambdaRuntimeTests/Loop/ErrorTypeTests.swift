// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LambdaRuntime

@Suite("Error types")
struct ErrorTypeTests {
    @Test(
        "A name that Lambda accepts is kept",
        arguments: ["Function.Denied", "Function.ResponseSizeTooLarge", "Runtime.InitFailed", "Runtime.Ab"]
    )
    func accepted(_ name: String) {
        #expect(ErrorType(name).name == name)
    }

    @Test(
        "Any other name becomes what Lambda would make of it",
        arguments: [
            ("", "Runtime.Unknown"), ("Unhandled", "Runtime.Unknown"), ("Function", "Runtime.Unknown"),
            ("Function.", "Function.Unknown"), ("Function.denied", "Function.Unknown"),
            ("Function.D", "Function.Unknown"), ("Function.Denied2", "Function.Unknown"),
            ("Function.Denied ", "Function.Unknown"), ("Function.Denied.Again", "Function.Unknown"),
            ("Function.Dénied", "Function.Unknown"), ("Function.[[", "Function.Unknown"),
            ("Function.A{", "Function.Unknown"), ("Function.Denied\r\nX-Header: 1", "Function.Unknown"),
            ("Runtime.initFailed", "Runtime.Unknown"), ("runtime.InitFailed", "Runtime.Unknown"),
            (" Function.Denied", "Runtime.Unknown"), ("Extension.Crash", "Runtime.Unknown"),
        ]
    )
    func repaired(_ name: String, _ expected: String) {
        #expect(ErrorType(name).name == expected)
    }

    @Test("The runtime's own names are accepted by Lambda")
    func own() {
        let names = [ErrorType.invalidEvent, .internal, .responseTooLarge, .initFailed].map(\.name)
        let expected = ["Function.InvalidEvent", "Function.Internal", "Function.ResponseSizeTooLarge"]
        #expect(names == expected + ["Runtime.InitFailed"])
    }
}
