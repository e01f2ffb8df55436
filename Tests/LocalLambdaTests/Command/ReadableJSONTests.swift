// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import hourglass

@Suite("Answers as people read them")
struct ReadableJSONTests {
    @Test(
        "One member a line, in the order and with the digits that were sent",
        arguments: [
            (#"{"b":1,"a":[true,null]}"#, "{\n  \"b\": 1,\n  \"a\": [\n    true,\n    null\n  ]\n}"),
            (" { } ", "{}"),
            ("[ ]", "[]"),
            ("[[],{}]", "[\n  [],\n  {}\n]"),
            ("0.10000000000000000001", "0.10000000000000000001"),
            (#""a\"b{,}:\\""#, #""a\"b{,}:\\""#),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("[1 , -2.5e3\n]", "[\n  1,\n  -2.5e3\n]"),
            (#"{"grüß":"ok"}"#, "{\n  \"grüß\": \"ok\"\n}"),
        ]
    )
    func format(json: String, expected: String) {
        #expect(ReadableJSON.format(Data(json.utf8)) == expected)
        #expect(ReadableJSON.format(Data(expected.utf8)) == expected)
    }

    @Test("What is not JSON is not formatted", arguments: ["", "{", "plain text", #"{"a":}"#, "{}{}"])
    func notJSON(text: String) {
        #expect(ReadableJSON.format(Data(text.utf8)) == nil)
    }

    @Test(
        "The JSON in the body of an answer is shown as JSON",
        arguments: [
            (
                #"{"statusCode":200,"body":"{\"message\":\"gr\u00fc\u00df\",\"n\":1.0}"}"#,
                "{\n  \"statusCode\": 200,\n  \"body\": {\n    \"message\": \"grüß\",\n    \"n\": 1.0\n  }\n}"
            ),
            (#"{"body":"plain"}"#, "{\n  \"body\": \"plain\"\n}"),
            (#"{"body":"42"}"#, "{\n  \"body\": \"42\"\n}"),
            (#"{"body":""}"#, "{\n  \"body\": \"\"\n}"),
            (#"{"body":{"a":"{}"}}"#, "{\n  \"body\": {\n    \"a\": \"{}\"\n  }\n}"),
            (#"{"a":{"body":"{}"}}"#, "{\n  \"a\": {\n    \"body\": \"{}\"\n  }\n}"),
            (#"["body","{}"]"#, "[\n  \"body\",\n  \"{}\"\n]"),
            (#"{"a":"body","body":"[1]"}"#, "{\n  \"a\": \"body\",\n  \"body\": [\n    1\n  ]\n}"),
        ]
    )
    func answer(json: String, expected: String) {
        #expect(ReadableJSON.formatAnswer(Data(json.utf8)) == expected)
    }
}
