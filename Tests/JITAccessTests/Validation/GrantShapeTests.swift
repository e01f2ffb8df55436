// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("An event that is no request at all")
struct GrantShapeTests {
    @Test(
        "What is not a JSON object is refused",
        arguments: [
            "", " ", "{", "}", "[]", "[{}]", "\"text\"", "1", "null", "true", "{\"a\":}", "{'a':1}", "{} x",
            "NaN", "{\"duration_hours\":NaN}", "{\"a\":\"\\ud800\"}", "// {}", "\u{FEFF}", "user_email=ada", "<a/>",
        ]
    )
    func notAnObject(event: String) throws {
        try expectRefused(.grant, Array(event.utf8), code: "invalid_event")
        try expectRefused(.revoke, Array(event.utf8), code: "invalid_event")
    }

    @Test(
        "Bytes that are no text are refused",
        arguments: [[0xFF, 0xFE], [0x7B, 0x22, 0xC3, 0x28, 0x22], [0x00]] as [[UInt8]]
    )
    func notText(event: [UInt8]) throws {
        try expectRefused(.grant, event, code: "invalid_event")
    }

    @Test("Six megabytes are refused, whatever they are")
    func sixMegabytes() throws {
        let size = 6 * 1024 * 1024
        let padded = grantEvent("\"justification\":\"" + String(repeating: "a", count: size) + "\"")
        try expectRefused(.grant, padded, code: "invalid_event")
        try expectRefused(.grant, [UInt8](repeating: UInt8(ascii: "["), count: size), code: "invalid_event")
        try expectRefused(.revoke, [UInt8](repeating: UInt8(ascii: " "), count: size), code: "invalid_event")
    }

    @Test("An event just within the limit is read, one byte more is not")
    func limit() throws {
        let world = AccessWorld()
        let event = grantEvent()
        let padding = [UInt8](repeating: UInt8(ascii: " "), count: 64 * 1024 - event.count)
        #expect(world.perform(FunctionCall(.grant, padding + event))?.statusCode == 200)
        try expectRefused(.grant, padding + event + [UInt8(ascii: " ")], code: "invalid_event")
    }

    @Test("Deep nesting is refused before it is decoded", arguments: [32, 1000, 20_000])
    func deepNesting(depth: Int) throws {
        let opened = String(repeating: "[", count: depth)
        try expectRefused(.grant, grantEvent("\"x\":" + opened), code: "invalid_event")
        let closed = String(repeating: "]", count: depth)
        try expectRefused(.grant, grantEvent("\"x\":" + opened + closed), code: "invalid_event")
        let objects = String(repeating: "{\"a\":", count: min(depth, 10_000))
        try expectRefused(.grant, Array(objects.utf8), code: "invalid_event")
    }

    @Test("A member that comes twice is refused, since readers differ on which of the two counts")
    func memberTwice() throws {
        let answer = try expectRefused(.grant, grantEvent("\"account_id\":\"444455556666\""), code: "invalid_event")
        #expect(answer.text("error")?.contains("$ has account_id twice") == true)
    }

    @Test("Brackets in a string are no nesting")
    func bracketsInString() throws {
        let world = AccessWorld()
        let text = String(repeating: "[{", count: 40) + "\\\"" + String(repeating: "[", count: 40)
        #expect(world.perform(FunctionCall(.grant, grantEvent("\"justification\":\"\(text)\"")))?.statusCode == 200)
    }
}
