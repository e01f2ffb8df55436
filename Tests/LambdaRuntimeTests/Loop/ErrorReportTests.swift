// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LambdaRuntime

@Suite("The report of a failure")
struct ErrorReportTests {
    private struct Leaky: Error, CustomStringConvertible {
        let description = "password=hunter2"
    }

    @Test("It has the four members that Lambda and its users expect, the stack trace being an array")
    func shape() throws {
        let report = ErrorReport("Function.Denied", "No.", requestID: "request-1")
        let expected =
            #"{"errorMessage":"No.","errorType":"Function.Denied","requestId":"request-1","stackTrace":[]}"#
        #expect(String(decoding: report.body, as: UTF8.self) == expected)
    }

    @Test("An error that was not made for the caller shows its type and nothing else")
    func unknownError() throws {
        let report = ErrorReport(Leaky(), otherwise: .internal, requestID: "request-1")
        #expect(report.type.name == "Function.Internal")
        #expect(report.message == "Unexpected error of type Leaky.")
    }

    @Test("An unknown error's text is neither sent nor logged")
    func unknownErrorInLoop() async throws {
        let performance = await Performance.of([.event(), .accepted]) { _, _, _ in throw Leaky() }
        let report = try ReportedError(performance.requests[1].body)
        #expect(report.errorType == "Function.Internal")
        #expect(performance.requests[1].headers["Lambda-Runtime-Function-Error-Type"] == "Function.Internal")
        let everything = performance.log.texts.joined() + String(decoding: performance.requests[1].body, as: UTF8.self)
        #expect(!everything.contains("hunter2"))
        #expect(everything.contains("Leaky"))
    }

    @Test("A long message is cut to 8 KiB between two characters", arguments: ["x", "é", "€", "👍"])
    func cut(_ character: String) throws {
        let message = String(repeating: character, count: 9000)
        let report = ErrorReport("Function.Denied", message)
        #expect(report.message.utf8.count <= 8 * 1024)
        #expect(report.message.utf8.count > 8 * 1024 - 8)
        #expect(report.message.hasSuffix("\(character)…"))
        #expect(try ReportedError(report.body).errorMessage == report.message)
    }

    @Test("A message of exactly 8 KiB is left as it is")
    func exactFit() {
        let message = String(repeating: "x", count: 8 * 1024)
        #expect(ErrorReport("Function.Denied", message).message == message)
    }

    @Test("The body is valid JSON and says the same, whatever the message", arguments: HostileText.all)
    func hostile(_ text: String) throws {
        let report = ErrorReport("Function.Denied", text, requestID: text)
        let read = try ReportedError(report.body)
        #expect(read.errorMessage.unicodeScalars.elementsEqual(text.unicodeScalars))
        #expect(read.requestId?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
        #expect(report.body.allSatisfy { $0 >= 0x20 })
    }
}
