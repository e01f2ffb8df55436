// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("Text as people type and paste it")
struct TypedTextTests {
    @Test(
        "Line breaks and tabs become one blank, and what cannot be seen at the ends is left out",
        arguments: [
            ("", ""), ("look at it", "look at it"), ("  look  at it ", "look  at it"),
            ("one\ntwo", "one two"), ("one\r\ntwo", "one two"), ("one \n\n\t two", "one two"), ("one\rtwo", "one two"),
            ("one\u{B}two\u{C}three", "one two three"), ("one\u{85}two\u{2028}three\u{2029}four", "one two three four"),
            ("- one\n- two\n", "- one - two"), ("a\u{A0}b\u{3000}c", "a b c"),
            ("\u{FEFF}CHG0030001\u{200B}", "CHG0030001"), ("\u{202A}2026\u{202C}", "2026"),
            ("\u{2060} x \u{2060}", "x"),
            ("\u{200B}\u{200C}\u{3164}", ""), ("\u{2800}\u{2800}", ""), ("\n\r\t", ""), ("\u{FE0F}\u{FE0F}", ""),
            // What makes one character of several stays.
            ("👩\u{200D}👧", "👩\u{200D}👧"), ("❤\u{FE0F}", "❤\u{FE0F}"), ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("e\u{301}", "e\u{301}"),
            // Nothing that could deceive is quietly left out within a text; it is refused.
            ("a\u{202E}b", "a\u{202E}b"), ("a\u{1B}b", "a\u{1B}b"), ("a\u{0}", "a\u{0}"), ("\u{7}", "\u{7}"),
            ("a\u{200B}b", "a\u{200B}b"),
        ]
    )
    func line(text: String, line: String) {
        // Character by character: texts that are equal to Swift may be composed differently.
        #expect(Array(TypedText.line(text).unicodeScalars) == Array(line.unicodeScalars))
        #expect(TypedText.line(line) == line, "once is enough")
    }

    @Test(
        "Characters are those that people see",
        arguments: [
            ("", 0), ("abc", 3), (" abc ", 3), ("a c", 3), ("a          c", 3), ("a\n\n\nc", 3),
            (String(repeating: "\u{200B}", count: 11), 0), (String(repeating: "\u{FEFF}", count: 11), 0),
            (String(repeating: "\u{3164}", count: 11), 0), (String(repeating: "\u{2800}", count: 11), 0),
            ("a" + String(repeating: "\u{200B}", count: 11) + "b", 2), ("a\u{3164}\u{3164}b", 2), ("é", 1),
            ("e\u{301}", 1),
            ("👩\u{200D}👧\u{200D}👦", 1), ("a\u{1B}", 1), (String(repeating: "\u{E0041}", count: 11), 0),
        ]
    )
    func visibleLength(text: String, length: Int) {
        #expect(TypedText.visibleLength(text) == length)
    }

    private static let typed = #"""
        "action":" Request ","source":"\tCLI","account_id":" 1111-2222-3333","ticket":"chg0030001\u200b","request_id":"r1 ",
        "permission_set":"","justification":"Replay the failing import\r\n\tand look at the queue\n","duration":"4H",
        "custom_permission_set":null,"duration_hours":""
        """#

    @Test(
        "By whatever way an event comes, the same is understood",
        arguments: [
            (Channel.direct, #"{"user_email":" ada@example.com\n",\#(typed)}"#),
            (.integration("servicenow"), #"{"requester":"ada@example.com ","user_email":"ada@example.com",\#(typed)}"#),
            (
                .integration("slack"),
                #"{"requester":"\u200bada@example.com","user_email":" ada@example.com",\#(typed)}"#
            ),
            (.functionURL, URLEvent(body: #"{"user_email":"ada@example.com ",\#(typed)}"#).text),
        ]
    )
    func everyEntry(channel: Channel, event: String) async throws {
        let heard = try #require(await hear(event, from: channel).spoken)
        let request = try #require(Self.request(heard.members))
        #expect(heard.action == .asking(.request))
        #expect(request.userEmail == "ada@example.com")
        #expect(request.accountID.description == "111122223333")
        #expect(request.justification == "Replay the failing import and look at the queue")
        #expect(request.ticket == "CHG0030001")
        #expect(request.permissionSet == "AdministratorAccess")
        #expect(request.source == .cli)
        #expect(request.duration == LeaseDuration(hours: 4))
        #expect(request.id.given == "r1")
    }

    private static func request(_ members: [String: JSONValue]) -> AccessRequest? {
        let rules = RequestRules(
            defaultPermissionSet: "AdministratorAccess",
            defaultDuration: .oneDay,
            maximumDuration: .maximum
        )
        let id = RequestID(GivenRequestID(lambdaRequestID: "x"), from: .direct)
        guard
            case .valid(let request) = RequestValidator(rules: rules).validate(members, from: .direct, fallbackID: id)
        else { return nil }
        return request
    }

    @Test("The digest is that of the text that is shown, and a repeated event is the same request")
    func digest() throws {
        let world = AccessWorld()
        let clean = grantEvent(#""request_id":"r1","justification":"one two","ticket":"CHG1""#)
        let typed = grantEvent(#""request_id":"r1","justification":" one\r\ntwo","ticket":"chg1 ""#)
        #expect(world.perform(FunctionCall(.grant, typed))?.statusCode == 200)
        let stored = try #require(world.ledger.requests.first)
        #expect(stored.request.justification == "one two")
        #expect(RequestFacts(stored.request, requestedBy: nil).lines.contains { $0.text == "justification: one two" })
        #expect(world.perform(FunctionCall(.grant, clean))?.statusCode == 200)
        #expect(world.ledger.requests.count == 1)
    }

    @Test("A guest's user name is a name like any other, to ask for and to end")
    func guest() {
        let name = "ada_example.org#EXT#@contoso.onmicrosoft.com"
        let world = AccessWorld()
        world.identityCenter.addUser(name, id: "guest")
        #expect(world.grant(Example.event("r1", user: name))?.statusCode == 200)
        let end = #"{"action":"revoke","user_email":"\#(name)","account_id":"111122223333"}"#
        #expect(world.revoke(end)?.number("revoked_count") == 1)
    }

    @Test(
        "What Grant would say is wrong with an event is said before it is sent",
        arguments: [
            (#"{"action":"request","justification":"a\nb"}"#, []),
            (#"{"action":"request","justification":"\u202e"}"#, []),
            (#"{"action":"request","justification":"a\u202eb","duration":"4"}"#, ["duration", "justification"]),
            (#"{"action":"reject","request_id":"r1","comment":"\u200b"}"#, ["digest", "comment"]),
            (#"{"action":"extend","extends":"r1","ticket":"a\u0007"}"#, ["ticket"]),
        ]
    )
    func beforehand(event: String, fields: [String]) throws {
        guard case .object(var members) = try JSONValue(parsing: Array(event.utf8)) else { return }
        if members["action"] == "request" {
            members["user_email"] = "ada@example.com"
            members["account_id"] = "111122223333"
        }
        #expect(EventCheck.problems(inGrantEvent: members).map(\.field) == fields)
    }
}
