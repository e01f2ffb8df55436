// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("An event that nobody waits for")
struct AsynchronousEventTests {
    @Test(
        "It says so by true, at its top, and not otherwise",
        arguments: [
            (#"{"asynchronous":true}"#, true), (#"{"a":1,"asynchronous":true}"#, true),
            (#"{"asynchronous":false}"#, false), (#"{"asynchronous":"true"}"#, false), (#"{"asynchronous":1}"#, false),
            (#"{"body":"{\"asynchronous\":true}"}"#, false), (#"{"body":{"asynchronous":true}}"#, false),
            ("{}", false), ("[]", false), ("true", false), ("", false), (#"{"asynchronous":true"#, false),
        ]
    )
    func saying(event: String, isOne: Bool) {
        #expect(AsynchronousEvent.isOne(Array(event.utf8)) == isOne)
    }

    @Test("Grant and Revoke take it for what it is", arguments: ["true", "false", "null"])
    func taken(value: String) throws {
        let world = AccessWorld()
        let event = grantEvent("\"asynchronous\":\(value)", #""request_id":"r-1""#)
        #expect(world.perform(FunctionCall(.grant, event))?.statusCode == 200)
        let end = #"{"action":"revoke","request_id":"r-1","asynchronous":\#(value)}"#
        #expect(world.perform(FunctionCall(.revoke, Array(end.utf8)))?.statusCode == 200)
    }

    @Test("Another value, and a misspelt name, are refused", arguments: [#""true""#, "1", "[]", "{}"])
    func refused(value: String) throws {
        _ = try expectRefused(.grant, grantEvent("\"asynchronous\":\(value)"), fields: ["asynchronous"])
        _ = try expectRefused(.grant, grantEvent("\"asynchronus\":\(value)"), fields: ["asynchronus"])
    }
}
