// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("Text of strangers")
struct StrangersTextTests {
    @Test(
        "What cannot be seen is named, and the rest stays",
        arguments: [
            ("plain text, ünïcödé, 日本語 and 👍🏽", "plain text, ünïcödé, 日本語 and 👍🏽"),
            ("a\nb\r\tc", "a<U+000A>b<U+000D><U+0009>c"),
            ("\u{1B}[2J", "<U+001B>[2J"), ("\u{202E}evil", "<U+202E>evil"), ("a\u{200B}b", "a<U+200B>b"),
            ("a\u{AD}b", "a<U+00AD>b"), ("\u{2028}", "<U+2028>"), ("\u{E000}", "<U+E000>"), ("\u{E0041}", "<U+E0041>"),
            ("a\u{3164}b", "a<U+3164>b"), ("", ""),
        ]
    )
    func line(text: String, shown: String) {
        #expect(StrangersText(text).line == shown)
    }

    @Test("A spreadsheet takes no field for a formula, and no field for two")
    func csv() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\u{FF1D}1"] {
            #expect(StrangersText(formula).csvField == "\"'\(formula)\"")
        }
        #expect(StrangersText("\t=1").csvField == "\"<U+0009>=1\"")
        #expect(StrangersText(#"say "hello", or not"#).csvField == #""say ""hello"", or not""#)
        #expect(StrangersText("ada@example.com").csvField == #""ada@example.com""#)
    }

    @Test("No journal field gets a code tag", arguments: ["[code]<b>x</b>[/code]", "[CODE]x", "[[code]]"])
    func journal(text: String) {
        let journal = StrangersText(text).journal
        #expect(!journal.contains("[") && !journal.contains("]"))
        #expect(journal.count == text.count)
    }
}
