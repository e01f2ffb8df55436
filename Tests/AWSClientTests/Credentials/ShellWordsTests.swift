// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

/// The expectations are those of Python's `shlex.split`, which the AWS CLI uses.
@Suite("Words of a command line")
struct ShellWordsTests {
    @Test(
        "A command line is split as a shell would, quotes and backslashes included",
        arguments: [
            ("", []), ("  \t ", []), ("aws", ["aws"]), (" aws  configure\texport ", ["aws", "configure", "export"]),
            ("a\nb", ["a", "b"]), (#""/opt/my tools/get" "--user ada""#, ["/opt/my tools/get", "--user ada"]),
            ("'a b' 'c\"d'", ["a b", "c\"d"]), (#"a\ b c"#, ["a b", "c"]), (#"a"b c"d'e f'g"#, ["ab cde fg"]),
            (#""a\"b" "c\\d" "e\f" "g\$h""#, ["a\"b", #"c\d"#, #"e\f"#, #"g\$h"#]),
            (#"'a\b' 'c\'"#, [#"a\b"#, #"c\"#]),
            (#""" '' a"#, ["", "", "a"]), (#"\" \' \\"#, ["\"", "'", #"\"#]), ("a #b", ["a", "#b"]),
            ("$HOME ~ *.json | ; & > x", ["$HOME", "~", "*.json", "|", ";", "&", ">", "x"]),
            ("--user=Zoë", ["--user=Zoë"]),
            // A quote with an accent is a quote, and a line break of two characters is one.
            ("'\u{301}a b' c\r\nd", ["\u{301}a b", "c", "d"]),
        ] as [(String, [String])]
    )
    func words(text: String, expected: [String]) {
        #expect(ShellWords.split(text) == expected)
    }

    @Test(
        "A quote that is not closed or a backslash at the end is refused",
        arguments: ["'", "a \"b", "a 'b\"", #"a\"#, #""a\""#]
    )
    func unfinished(text: String) {
        #expect(ShellWords.split(text) == nil)
    }
}
