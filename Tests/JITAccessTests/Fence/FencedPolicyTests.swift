// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import JITAccess

@Suite("An administrator's policy stays as it is written")
struct FencedPolicyTests {
    private let deny: FenceDeny

    init() throws {
        deny = FenceDeny(
            accountIDs: [try #require(AccountID("111122223333"))],
            userIDs: ["user-1"],
            before: Timestamp(seconds: 1_768_467_600)
        )
    }

    private static let written = #"""
        {"Sid":"HourglassFence1","Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":
        {"identitystore:UserId":"user-1","aws:PrincipalAccount":"111122223333"},
        "DateLessThan":{"aws:TokenIssueTime":"2026-01-15T09:00:00Z"}}}
        """#

    private func json(_ text: String?) throws -> JSONValue {
        try JSONValue(parsing: Array(try #require(text).utf8))
    }

    @Test("The statement is what the documentation says")
    func statement() throws {
        #expect(deny.statement(named: "HourglassFence1") == (try json(Self.written)))
        #expect(FenceDeny(try json(Self.written)) == deny)
    }

    private static let many = #"["111122223333","444455556666"]"#

    @Test("A statement for several accounts names them, and is ours however it is ordered")
    func accounts() throws {
        let accounts = try ["444455556666", "111122223333"].map { try #require(AccountID($0)) }
        let wide = FenceDeny(accountIDs: Set(accounts), userIDs: ["user-1"], before: deny.before)
        let text = Self.written.replacing(#""111122223333""#, with: Self.many)
        #expect(wide.statement(named: "HourglassFence1") == (try json(text)))
        #expect(FenceDeny(try json(text)) == wide)
        let turned = Self.written.replacing(#""111122223333""#, with: #"["444455556666","111122223333"]"#)
        #expect(FenceDeny(try json(turned)) == wide)
    }

    /// Policies in every form, with numbers and names that a reader might change.
    private static let policies = [
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#,
        #"{ "Statement" : {"Resource":"*", "Effect":"Allow","Action":["a:b"]} , "Id":"x" }"#,
        #"{"Id":"\u0041\/b","Version":"2008-10-17","Statement":[{"Sid":"A","Effect":"Deny","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"k":1.0,"l":1e3,"m":12345678901234567890,"n":0.1000}}}]}"#,
        "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\"Effect\": \"Allow\", \"Action\": \"s3:Get*\", \"Resource\": \"arn:aws:s3:::a b/*\"},\n    {\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}\n  ]\n}",
    ]

    @Test("With a deny and without it again, every byte of every statement and member is there", arguments: policies)
    func kept(policy: String) throws {
        let fenced = try #require(try FencedPolicy(policy).text(with: [deny]))
        // What is there is one piece of the new text, as it was written.
        for part in [#""m":12345678901234567890"#, #""Id":"\u0041\/b""#, #""n":0.1000"#, #""Id":"x""#]
        where policy.contains(part) {
            #expect(fenced.contains(part))
        }
        let again = try FencedPolicy(fenced)
        #expect(again.has([deny]))
        let lifted = try #require(again.text(with: []))
        var expected = try json(policy).members
        if case .object(let only)? = expected["Statement"] { expected["Statement"] = .array([.object(only)]) }
        #expect(try json(lifted) == .object(expected))
    }

    @Test("Where there was no policy there is none again")
    func none() throws {
        let text = try #require(try FencedPolicy(nil).text(with: [deny]))
        let expected: JSONValue = [
            "Version": "2012-10-17", "Statement": [deny.statement(named: "HourglassFence1")],
        ]
        #expect(try json(text) == expected)
        #expect(try FencedPolicy(text).text(with: []) == nil)
    }

    @Test("What AWS writes in another form is ours still")
    func normalized() throws {
        let other = Self.written.replacing(#""Action":"*""#, with: #""Action":["*"]"#)
            .replacing(#""user-1""#, with: #"["user-1"]"#)
        #expect(FenceDeny(try json(other)) == deny)
    }

    @Test(
        "A statement that is only named alike, or only written alike, is left alone",
        arguments: [
            ("HourglassFence1", "Mine1"), (#""Effect":"Deny""#, #""Effect":"Allow""#),
            (#""Action":"*""#, #""Action":"s3:*""#), (#""Resource":"*""#, #""NotResource":"*""#),
            ("aws:TokenIssueTime", "aws:CurrentTime"), ("DateLessThan", "DateGreaterThan"),
            ("StringEquals", "StringLike"), ("aws:PrincipalAccount", "aws:PrincipalArn"),
            (#"{"Sid""#, #"{"Principal":"*","Sid""#), (#""user-1""#, "[]"), ("09:00:00Z", "soon"),
            (#""111122223333""#, "[]"), (#""111122223333""#, #"["111122223333","*"]"#),
            (#","aws:PrincipalAccount":"111122223333""#, ""),
        ]
    )
    func notOurs(part: String, other: String) throws {
        let changed = Self.written.replacing(part, with: other)
        #expect(changed != Self.written)
        let policy = #"{"Version":"2012-10-17","Statement":[\#(changed)]}"#
        #expect(try FencedPolicy(policy).ours.isEmpty)
        #expect(try FencedPolicy(policy).text(with: [])?.contains(changed) == true)
    }

    @Test("A name that is taken is not made a second time")
    func names() throws {
        let taken = #"{"Sid":"HourglassFence1","Effect":"Deny","Action":"s3:*","Resource":"*"}"#
        let text = try FencedPolicy(#"{"Statement":[\#(taken)]}"#).text(with: [deny])
        #expect(text?.contains(#""HourglassFence2""#) == true)
        #expect(text?.contains(taken) == true)
    }

    @Test(
        "What cannot be understood is not written over",
        arguments: ["", "{", "[]", #"{"Statement":1}"#, #"{"Statement":[],"Statement":[]}"#, "{} {}"]
    )
    func unreadable(policy: String) {
        #expect(throws: JSONProblem.self) { try FencedPolicy(policy) }
    }

    @Test("White space counts for Identity Center and not for IAM")
    func length() throws {
        let space = String(repeating: " ", count: 32_000)
        let text = #"{"Version":"2012-10-17",\#(space)"Statement":[{"Action":"a  b\"  c\\","Effect":"Deny"}\#(space)]}"#
        let policy = try FencedPolicy(text)
        #expect(policy.takes([deny]))
        let short = try FencedPolicy(text.replacing(#"{"Action""#, with: #"{\#(space)\#(space)"Action""#))
        let fenced = try #require(short.text(with: [deny]))
        #expect(fenced.utf8.count < 1000)
        #expect(fenced.contains(#""a  b\"  c\\""#))
        let long = try FencedPolicy(#"{"Statement":[{"Sid":"\#(String(repeating: "x", count: 10_100))"}]}"#)
        #expect(long.takes([]))
        #expect(!long.takes([deny]))
    }
}
