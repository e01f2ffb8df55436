// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

/// Sends an event that is wrong, and looks whether nothing came of it but a precise answer and a record.
@discardableResult
func expectRefused(
    _ function: FunctionCall.Function,
    _ event: [UInt8],
    code: String = "invalid_request",
    fields: [String] = [],
    _ location: SourceLocation = #_sourceLocation
) throws -> Answer {
    let world = AccessWorld()
    let answer = try #require(world.perform(FunctionCall(function, event, "bad-1")), sourceLocation: location)
    #expect(answer.statusCode == 400, sourceLocation: location)
    #expect(answer.code == code, sourceLocation: location)
    #expect(answer.fields == fields, sourceLocation: location)
    for field in fields {
        #expect(answer.text("error")?.contains(field) == true, "names \(field)", sourceLocation: location)
    }
    #expect(answer.text("request_id") == "bad-1", sourceLocation: location)

    let action = function == .grant ? "REQUEST" : "REVOKE"
    #expect(world.attempts("bad-1") == ["\(action) DENIED"], sourceLocation: location)
    #expect(world.calls.all.allSatisfy { $0.operation.isLedger }, "asks Identity Center", sourceLocation: location)
    #expect(world.ledger.requests.isEmpty && world.ledger.bindings.isEmpty, sourceLocation: location)

    // The function lives on.
    #expect(world.grant(Example.event("good-1"))?.statusCode == 200, sourceLocation: location)
    #expect(world.invariantViolations() == [], sourceLocation: location)
    return answer
}

/// An event with the two fields that must be there, and more.
func grantEvent(_ more: String...) -> [UInt8] {
    Array(
        ("{" + ([#""user_email":"ada@example.com","account_id":"111122223333""#] + more).joined(separator: ",") + "}")
            .utf8
    )
}
