// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

@Suite("Text of a notification")
struct SNSTextTests {
    @Test(
        "A subject becomes one line of fewer than 100 ASCII characters that starts with a visible one",
        arguments: [
            ("3 revocations failed", "3 revocations failed"), ("a\r\nBcc: b\u{0}c\td", "a Bcc: b c d"),
            ("  padded  ", "padded"), ("Zürich – 日本 🚒", "Z?rich ? ?? ?"), ("", "Notification"),
            ("\n\t", "Notification"), (String(repeating: "x", count: 99), String(repeating: "x", count: 99)),
            (String(repeating: "x", count: 100), String(repeating: "x", count: 99)),
        ]
    )
    func subject(text: String, subject: String) {
        #expect(SNSText.subject(text) == subject)
    }

    @Test("Whatever it is made from, it is one SNS accepts")
    func anySubject() {
        for start in stride(from: 0, to: 0x3000, by: 48) {
            let scalars = (start..<start + 48).compactMap(Unicode.Scalar.init).map(String.init)
            let subject = SNSText.subject(scalars.joined() + scalars.joined() + scalars.joined())
            #expect(!subject.isEmpty && subject.utf8.count < 100)
            #expect(subject.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !subject.hasPrefix(" "))
        }
    }

    @Test("A message of up to 256 KiB is sent as it is")
    func message() {
        for text in ["line one\nline two ü", String(repeating: "x", count: 262_144)] {
            #expect(SNSText.message(text) == text)
        }
        #expect(SNSText.message("") == "(no text)")
    }

    @Test("A longer one is cut between characters, and says so", arguments: ["x", "ü", "日", "👩"])
    func longMessage(character: String) {
        for padding in 0..<4 {
            let text = String(repeating: "a", count: padding) + String(repeating: character, count: 300_000)
            let message = SNSText.message(text)
            #expect(message.utf8.count <= 262_144)
            #expect(message.utf8.count > 262_144 - 8)
            #expect(message.hasSuffix(character + "\n[cut]"))
            #expect(!message.unicodeScalars.contains("\u{FFFD}"))
        }
    }
}
