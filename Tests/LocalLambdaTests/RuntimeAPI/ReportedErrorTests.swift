// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LocalLambda

@Suite("Errors as the invoker sees them")
struct ReportedErrorTests {
    @Test(
        "The platform records a type it knows and otherwise only who is to blame",
        arguments: [
            ("Function.Denied", "Function.Denied"),
            ("Runtime.InitFailed", "Runtime.InitFailed"),
            ("my Function.Denied here", "my Function.Denied here"),
            ("Function.denied", "Function.Unknown"),
            ("Function.", "Function.Unknown"),
            ("Unhandled", "Runtime.Unknown"),
            ("Runtime.1", "Runtime.Unknown"),
            ("", "Runtime.Unknown"),
            (nil, "Runtime.Unknown"),
        ] as [(String?, String)]
    )
    func recordedType(header: String?, expected: String) {
        #expect(ReportedError.recordedType(header) == expected)
    }

    @Test(
        "The type and the message are read from the body as far as it can be read",
        arguments: [
            (#"{"errorType":"A","errorMessage":"b","stackTrace":[]}"#, "A", "b"),
            (#"{"errorType":"A","errorMessage":"b","stackTrace":"not an array"}"#, "A", "b"),
            (#"{"errorType":1,"errorMessage":"b"}"#, "Runtime.Unknown", "b"),
            ("not JSON", "Runtime.Unknown", ""),
            ("", "Runtime.Unknown", ""),
        ]
    )
    func body(body: String, type: String, message: String) {
        let error = ReportedError(header: nil, contentType: "application/json", body: Data(body.utf8))
        #expect(error.type == type)
        #expect(error.message == message)
        #expect(error.body == Data(body.utf8))
    }

    @Test("The cause that a body may have for X-Ray is not passed on")
    func cause() throws {
        let body = #"{"errorType":"A","errorMessage":"b","stackTrace":["c"],"errorCause":{"secret":1}}"#
        let error = ReportedError(header: nil, contentType: ReportedError.errorWithCause, body: Data(body.utf8))
        let fields = try #require(try JSONSerialization.jsonObject(with: error.body) as? [String: Any])
        #expect(Set(fields.keys) == ["errorType", "errorMessage", "stackTrace"])
    }

    @Test("What the platform reports in the place of a process that ended or hung")
    func platformErrors() {
        let outcomes: [(InvocationOutcome, String, String)] = [
            (.exited(.status(0), log: []), "Runtime.ExitError", "Runtime exited without providing a reason"),
            (.exited(.status(3), log: []), "Runtime.ExitError", "Runtime exited with error: exit status 3"),
            (.exited(.signal(9), log: []), "Runtime.ExitError", "Runtime exited with error: signal: killed"),
            (.timedOut(.invocation, after: .seconds(3)), "Sandbox.Timedout", "Task timed out after 3.00 seconds"),
        ]
        for (outcome, type, message) in outcomes {
            let error = outcome.error(requestID: "one")
            #expect(error?.type == type)
            #expect(error?.message == "RequestId: one Error: \(message)")
        }
        #expect(InvocationOutcome.success(Data()).error(requestID: "one") == nil)
    }
}
