// SPDX-License-Identifier: Apache-2.0

/// Texts that have broken somebody's log or JSON.
enum HostileText {
    static let all: [String] = [
        "",
        "line one\nline two\r\nline three\rline four",
        "\u{2028}line separator\u{2029}paragraph separator\u{85}next line\u{0B}\u{0C}",
        "quotes \" and \\ backslashes \\\" and / slashes",
        #"","level":"FATAL","x":""#,
        #"\u0000 written out, \ud800 too"#,
        "\u{1B}[31mred\u{1B}[0m \u{7} bell \u{8} backspace \u{7F} delete \u{9B}31m",
        String(String.UnicodeScalarView((0...0x9F).compactMap { Unicode.Scalar($0) })),
        "emoji 👩‍👩‍👧‍👦 and accents é (two scalars)",
        "\u{202E}right to left\u{202C} \u{FEFF}mark \u{FFFF} \u{10FFFF}",
        // Not Unicode: a lone surrogate, an overlong slash, a cut sequence. Swift repairs them with U+FFFD.
        String(decoding: [0xED, 0xA0, 0x80, 0xC0, 0xAF, 0xE2, 0x82] as [UInt8], as: UTF8.self),
        String(decoding: [0xD83D, 0x0041, 0xDE00] as [UInt16], as: UTF16.self),
        "key=value \"quoted\"\ttab",
        String(repeating: "\u{0}", count: 500),
    ]
}
