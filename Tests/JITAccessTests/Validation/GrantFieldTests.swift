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

    @Test("A text that is empty", arguments: optionalTexts, ["", " ", "\u{00A0}\u{2003}"])
    func empty(field: String, value: String) throws {
        try expectRefused(.grant, grantEvent("\"\(field)\":\"\(value)\""), fields: [field])
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
            "\\u0000", "\\u0001", "\\u001b[2J", "\\n", "\\r", "\\t", "\\u007f", "\\u0085", "\\u009f", "\\u2028",
            "\\u2029",
            "\\u202a", "\\u202e", "\\u2066", "\\u2069", "\\u200e", "\\u200f", "\\u061c",
        ]
    )
    func deceptive(text: String) throws {
        for field in ["justification", "ticket", "requester", "approver"] {
            try expectRefused(.grant, grantEvent("\"\(field)\":\"a\(text)b\""), fields: [field])
        }
        let event = #"{"user_email":"ada\#(text)@example.com","account_id":"111122223333"}"#
        try expectRefused(.grant, Array(event.utf8), fields: ["user_email"])
    }

    @Test("A name with a space or the character that divides keys", arguments: ["a b", "a#b", "#", "a\u{3000}b"])
    func names(text: String) throws {
        try expectRefused(.grant, grantEvent("\"permission_set\":\"\(text)\""), fields: ["permission_set"])
        let event = #"{"user_email":"\#(text)","account_id":"111122223333"}"#
        try expectRefused(.grant, Array(event.utf8), fields: ["user_email"])
    }

    @Test(
        "An account id that is not 12 digits",
        arguments: [
            "1", "11112222333", "1111222233334", "11112222333a", "1111-2222-333", " 111122223333", "111122223333 ",
            "１１１１２２２２３３３３", "١١١١٢٢٢٢٣٣٣٣", "-11112222333", "+11112222333", "0x1111222233",
        ]
    )
    func accountID(text: String) throws {
        let event = #"{"user_email":"ada@example.com","account_id":"\#(text)"}"#
        try expectRefused(.grant, Array(event.utf8), fields: ["account_id"])
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
            + #""ticket":"s3cret\n","source":"s3cret","requst_id":"s3cret"}"#
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
