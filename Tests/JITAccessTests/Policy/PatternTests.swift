// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("Patterns")
struct PatternTests {
    @Test(
        "What matches",
        arguments: [
            ("*", ""), ("*", "anything"), ("a*", "a"), ("a*", "ABC"), ("*a", "bca"), ("a*b*c", "aXbYbZc"),
            ("a?c", "abc"),
            ("###", "123"), ("INC#*", "inc1x"), ("*.*", "a.b.c"), ("**", "x"), ("É", "é"), ("e\u{301}", "é"),
            ("?", "é"),
            ("j?se", "jóse"), ("*é*", "caféteria"), ("", ""),
        ]
    )
    func matches(pattern: String, text: String) {
        #expect(Pattern(pattern).matches(MatchText(text)))
    }

    @Test(
        "What does not",
        arguments: [
            ("", "a"), ("a", ""), ("a", "ab"), ("a*", "ba"), ("*a", "ab"), ("a*b*c", "acb"), ("a?c", "ac"),
            ("a?c", "abbc"),
            ("###", "12"), ("###", "12a"), ("#", "٣"), ("#", "３"), ("k", "\u{212A}"), ("é", "e"), ("*a", "a\u{301}"),
            ("?", ""), (".*", "abc"), ("[a]", "a"),
        ]
    )
    func doesNotMatch(pattern: String, text: String) {
        #expect(!Pattern(pattern).matches(MatchText(text)))
    }

    @Test("In names of people # is itself, and in others a digit")
    func numberSign() {
        let guest = MatchText("ada_example.org#EXT#@contoso.onmicrosoft.com")
        let digits = MatchText("ada_example.org1EXT2@contoso.onmicrosoft.com")
        for text in ["ada_example.org#EXT#@contoso.onmicrosoft.com", "*#ext#@*"] {
            let pattern = Pattern(text, digits: false)
            #expect(pattern.matches(guest) && !pattern.matches(digits))
            #expect(!Pattern(text).matches(guest) && Pattern(text).matches(digits))
        }
        #expect(Pattern("é#", digits: false).matches(MatchText("É#")) && !Pattern("é#").matches(MatchText("é#")))
        #expect(Pattern("a#", digits: false).literal == MatchText("a#") && Pattern("a#").literal == nil)
    }

    @Test(
        "Which patterns a number of ServiceNow's can match",
        arguments: [
            ("*", true), ("CHG*", true), ("chg#######", true), ("C*", true), ("???0*", true), ("*7", true),
            ("**1**", true),
            ("CHG00300##", true), ("CHG", false), ("ABC*", false), ("CHG-*", false), ("#*", false), ("CHG*x", false),
            ("INC*", false), ("CHG" + String(repeating: "?", count: 21), false), ("", false), ("é*", false),
        ]
    )
    func ticketPattern(text: String, isPossible: Bool) {
        #expect(Pattern(text).matchesTicket(of: [.change]) == isPossible)
    }

    @Test(
        "A number of a ticket is understood as it is typed and pasted",
        arguments: [
            ("CHG0030001", "CHG0030001"), ("chg0030001", "CHG0030001"), (" Inc1\n", "INC1"),
            ("sctask2\u{200B}", "SCTASK2"),
        ]
    )
    func ticketNumber(text: String, number: String) {
        #expect(TicketNumber(text)?.description == number)
    }

    @Test(
        "Nothing else is one",
        arguments: [
            "", "INC", "0010001", "INC0010001^ORnumber=INC1", "INC 1", "INC-1", "XYZ0000001", "INC\u{0661}",
            "INC123456789012345678901", "INC1&sysparm_fields=x", "СHG0000001", "ıNC1", "INC1\u{200B}2",
        ]
    )
    func noTicketNumber(text: String) {
        #expect(TicketNumber(text) == nil)
    }

    @Test("A hostile pattern and text take no long time")
    func hostile() {
        let pattern = Pattern(String(repeating: "a*", count: 127) + "b")
        let text = MatchText(String(repeating: "a", count: 2_000))
        let time = ContinuousClock().measure { #expect(!pattern.matches(text)) }
        #expect(time < .seconds(2))
    }

    @Test(
        "The ARN of an actor reaches no further than its account, its kind and its name",
        arguments: [
            ("arn:aws:iam::111122223333:role/deploy-*", "arn:aws:sts::111122223333:assumed-role/deploy-x/s", true),
            ("arn:aws:iam::111122223333:role/deploy-*", "arn:aws:iam::111122223333:role/team/deploy-x", true),
            ("arn:aws:iam::111122223333:role/deploy-*", "arn:aws:sts::444455556666:assumed-role/deploy-x/s", false),
            ("arn:aws:iam::111122223333:role/deploy-*", "arn:aws:sts::111122223333:assumed-role/x/deploy-x", false),
            ("arn:aws:iam::111122223333:role/deploy-*", "arn:aws:iam::111122223333:user/deploy-x", false),
            ("arn:aws:iam::111122223333:role/deploy-*", "arn:aws-cn:iam::111122223333:role/deploy-x", false),
            ("arn:aws:iam::111122223333:user/ci", "arn:aws:iam::111122223333:user/ci", true),
            ("arn:aws:iam::111122223333:user/ci", "arn:aws:sts::111122223333:federated-user/ci", false),
        ]
    )
    func actor(pattern: String, arn: String, expected: Bool) throws {
        #expect(try #require(ActorARN(pattern)).matches(arn) == expected)
    }

    @Test(
        "What is no ARN of an actor",
        arguments: [
            "*", "arn:aws:iam::*:role/x", "arn:aws:iam::111122223333:*", "arn:*:iam::111122223333:role/x",
            "arn:aws:iam::111122223333:role/team/x", "arn:aws:sts::111122223333:assumed-role/x/*",
            "arn:aws:iam::111122223333:role/", "arn:aws:iam::111122223333:root",
        ]
    )
    func noActor(text: String) {
        #expect(ActorARN(text) == nil)
    }

    @Test(
        "A window is open on its days and in its hours, past midnight too",
        arguments: [
            (0, true), (3, true), (4, false), (19, false), (20, true), (24, true), (27, true), (28, false),
            (-4, true), (-5, false), (-22, false),
        ] as [(Int64, Bool)]
    )
    func windowPastMidnight(hour: Int64, isOpen: Bool) {
        // From 20:00 to 04:00, opening on Tuesdays and Wednesdays; the hours count from Wednesday, midnight.
        let window = TimeWindow(days: [.tuesday, .wednesday], from: 20 * 60, to: 4 * 60)
        let wednesday = Timestamp(seconds: 1_768_348_800)
        #expect(window.contains(wednesday + .seconds(hour * 3600)) == isOpen)
    }

    @Test("Dates are those of the calendar", arguments: ["1970-01-01", "2000-02-29", "2026-12-31", "2028-02-29"])
    func dates(text: String) throws {
        #expect(CivilDate.text(try #require(CivilDate.days(text))) == text)
    }

    @Test("What is no date", arguments: ["2026-02-29", "2026-13-01", "2026-1-01", "26-01-01", "2026-04-31", "x"])
    func noDate(text: String) {
        #expect(CivilDate.days(text) == nil)
    }
}
