// SPDX-License-Identifier: Apache-2.0

/// Text as SNS accepts it in a notification.
enum SNSText {
    /// SNS takes fewer than 100 characters.
    private static let longestSubject = 99

    /// In UTF-8: 256 KiB, the limit of a topic that has not been given a greater one.
    private static let longestMessage = 262_144

    /// `text` as a subject: printable ASCII on one line, starting with a visible character, at most 99 of them. Others
    /// become `?`; an empty subject, which SNS refuses, becomes a plain one.
    static func subject(_ text: String) -> String {
        let line = SafeText.line(text, limit: longestSubject + 1)
        let ascii = String(line.map { $0.isASCII ? $0 : $0 == "…" ? "." : "?" }.prefix(longestSubject))
        return ascii.isEmpty ? "Notification" : ascii
    }

    /// `text` as a message: its beginning, if it is too long; one line if it is empty, which SNS refuses.
    static func message(_ text: String) -> String {
        guard !text.isEmpty else { return "(no text)" }
        guard text.utf8.count > longestMessage else { return text }
        let ending = "\n[cut]"
        var end = text.utf8.index(text.startIndex, offsetBy: longestMessage - ending.utf8.count)
        while end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return text[..<end] + ending
    }
}
