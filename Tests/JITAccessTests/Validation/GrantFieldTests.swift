// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Each field of a Grant event that is wrong is named, and nothing happens")
struct GrantFieldTests {
    private static let optionalTexts = [
        "permission_set", "justification", "ticket", "source", "requester", "approver", "request_id", "action",
        "duration",
    ]

    @Test(
        "A field that is missing",
        arguments: [
            ("{}", ["user_email", "account_id"]),
            (#"{"user_email":"ada@example.com"}"#, ["account_id"]),
            (#"{"account_id":"111122223333"}"#, ["user_email"]),
            (#"{"user_email":null,"account_id":null}"#, ["user_email", "account_id"]),
        ]
    )
    func missing(event: String, fields: [String]) throws {
        try expectRefused(.grant, Array(event.utf8), fields: fields)
    }

    @Test("A text of the wrong type", arguments: optionalTexts, ["1", "true", "[]", "{}", "1.5"])
    func wrongType(field: String, value: String) throws {
        try expectRefused(.grant, grantEvent("\"\(field)\":\(value)"), fields: [field])
    }

    @Test("A required text of the wrong type", arguments: ["111122223333", "true", "[]", "{}"])
    func requiredOfWrongType(value: String) throws {
        let account = #"{"user_email":"ada@example.com","account_id":\#(value)}"#
        try expectRefused(.grant, Array(account.utf8), fields: ["account_id"])
        let user = #"{"user_email":\#(value),"account_id":"111122223333"}"#
        try expectRefused(.grant, Array(user.utf8), fields: ["user_email"])
    }

    @Test(
        "An optional text of which nothing can be seen is as if it were left out",
        arguments: optionalTexts + ["start_at", "duration_hours", "custom_permission_set"],
        ["", " ", "\u{00A0}\u{2003}", "\\r\\n\\t", "\u{200B}\u{FEFF}\u{2060}", "\u{3164}\u{115F}\u{2800}"]
    )
    func empty(field: String, value: String) throws {
        let (world, plain) = (AccessWorld(), AccessWorld())
        let answer = world.perform(FunctionCall(.grant, grantEvent("\"\(field)\":\"\(value)\""), "r1"))
        #expect(answer?.statusCode == 200, "\(answer?.json ?? "")")
        #expect(plain.perform(FunctionCall(.grant, grantEvent(), "r1"))?.statusCode == 200)
        #expect(world.ledger.requests.map(\.request) == plain.ledger.requests.map(\.request))
    }

    @Test("A required text of which nothing can be seen is missing", arguments: ["", " ", "\u{200B}", "\\n"])
    func emptyAndRequired(value: String) throws {
        let event = #"{"user_email":"\#(value)","account_id":"\#(value)"}"#
        try expectRefused(.grant, Array(event.utf8), fields: ["user_email", "account_id"])
    }

    @Test(
        "A text that is too long",
        arguments: [
            ("permission_set", 32), ("justification", 1000), ("ticket", 100), ("requester", 320), ("approver", 320),
            ("request_id", 128), ("source", 32), ("duration", 32),
        ]
    )
    func tooLong(field: String, limit: Int) throws {
        let text = String(repeating: "a", count: limit + 1)
        let answer = try expectRefused(.grant, grantEvent("\"\(field)\":\"\(text)\""), fields: [field])
        #expect(answer.text("error")?.contains("at most \(limit)") == true)
    }

    @Test("A user's name that is too long, and one that is just short enough")
    func longUserName() throws {
        let name = String(repeating: "a", count: 320)
        let event = #"{"user_email":"\#(name)a","account_id":"111122223333"}"#
        try expectRefused(.grant, Array(event.utf8), fields: ["user_email"])
        let world = AccessWorld()
        world.identityCenter.addUser(name, id: "long")
        #expect(world.grant(Example.event("r1", user: name))?.statusCode == 200)
    }

    @Test(
        "A character that could deceive a reader",
        arguments: [
            "\\u0000", "\\u0001", "\\u001b[2J", "\\u007f", "\\u009f", "\\u202a", "\\u202e", "\\u2066", "\\u2069",
            "\\u200e", "\\u200f", "\\u061c",
        ]
    )
    func deceptive(text: String) throws {
        for field in ["justification", "ticket", "requester", "approver"] {
            try expectRefused(.grant, grantEvent("\"\(field)\":\"a\(text)b\""), fields: [field])
        }
        let event = #"{"user_email":"ada\#(text)@example.com","account_id":"111122223333"}"#
        try expectRefused(.grant, Array(event.utf8), fields: ["user_email"])
    }

    @Test("A name with a space or a line break in it", arguments: ["a b", "a\u{3000}b", "a\\tb", "a\\nb"])
    func names(text: String) throws {
        try expectRefused(.grant, grantEvent("\"permission_set\":\"\(text)\""), fields: ["permission_set"])
        let event = #"{"user_email":"\#(text)","account_id":"111122223333"}"#
        try expectRefused(.grant, Array(event.utf8), fields: ["user_email"])
    }

    @Test(
        "An account id that is not 12 digits",
        arguments: [
            "1", "11112222333", "1111222233334", "11112222333a", "1111-2222-333", "1111 2222 3333", "-1111-2222-3333",
            "11-1122-223333",
            "１１１１２２２２３３３３", "١١١١٢٢٢٢٣٣٣٣", "-11112222333", "+11112222333", "0x1111222233",
        ]
    )
    func accountID(text: String) throws {
        let event = #"{"user_email":"ada@example.com","account_id":"\#(text)"}"#
        try expectRefused(.grant, Array(event.utf8), fields: ["account_id"])
    }

    @Test(
        "An account id as it is pasted, with blanks around it or as the console shows it",
        arguments: [" 111122223333", "111122223333\\n", "1111-2222-3333", "\u{200B}1111-2222-3333\u{FEFF}"]
    )
    func pastedAccountID(text: String) throws {
        let world = AccessWorld()
        let event = #"{"user_email":" ada@example.com ","account_id":"\#(text)"}"#
        #expect(world.perform(FunctionCall(.grant, Array(event.utf8)))?.statusCode == 200)
        #expect(world.ledger.requests.first?.request.accountID.description == "111122223333")
        #expect(world.ledger.requests.first?.request.userEmail == "ada@example.com")
    }

    @Test(
        "A date as a form shows it is refused with the form that is wanted",
        arguments: [
            ("2026-12-01 09:00:00", "2026-12-01T09:00:00Z if it is in UTC"),
            ("2026-12-01 09:00", "2026-12-01T09:00:00Z if it is in UTC"),
            ("2026-12-01T09:00:00", "2026-12-01T09:00:00+01:00"), ("2026-12-01", "2026-12-01T00:00:00Z"),
            ("01/12/2026 09:00", "such as 2026-01-15T09:00:00Z: year, month"), ("tomorrow", "year, month, day, T"),
            ("2026-02-30 09:00:00", "year, month, day, T"), ("2026-12-01T09:00:00Zx", "year, month, day, T"),
            ("1764579600", "year, month, day, T"), ("2026-12-01 09:00:00 s3cret", "year, month, day, T"),
        ]
    )
    func displayDate(text: String, wanted: String) throws {
        let answer = try expectRefused(.grant, grantEvent("\"start_at\":\"\(text)\""), fields: ["start_at"])
        #expect(answer.text("error")?.contains(wanted) == true, "\(answer.json)")
        #expect(!answer.json.contains("s3cret"))
    }

    @Test("A source, an action or an id that is none", arguments: ["source", "action", "request_id"])
    func unknownChoice(field: String) throws {
        for value in ["Console!", "approve#", "a/b"] {
            try expectRefused(.grant, grantEvent("\"\(field)\":\"\(value)\""), fields: [field])
        }
    }

    @Test("Everything that is wrong is named at once, and no value comes back")
    func everything() throws {
        let event =
            #"{"user_email":7,"account_id":"s3cret","duration_hours":0,"duration":"s3cret","permission_set":"s3 cret","#
            + #""ticket":"s3cret\u0007","source":"s3cret","requst_id":"s3cret"}"#
        let answer = try expectRefused(
            .grant,
            Array(event.utf8),
            fields: [
                "requst_id", "user_email", "account_id", "permission_set", "duration", "duration_hours", "duration",
                "ticket", "source",
            ]
        )
        #expect(!answer.json.contains("s3cret"))
    }

    @Test("Fields that nobody knows are let be")
    func unknownFields() throws {
        let world = AccessWorld()
        let event = grantEvent(#""colour":"blue","x":[1,{"y":null}],"sys_id":"46d44""#)
        #expect(world.perform(FunctionCall(.grant, event))?.statusCode == 200)
    }
}
