// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

@Suite("Format of profile files")
struct ProfileFileTests {
    @Test(
        "A file is read as the AWS CLI reads it",
        arguments: [
            ("", [:]), ("\n# comment\n; comment\n   # comment\n", [:]), ("[a]", ["a": [:]]),
            ("[a]\nx = 1", ["a": ["x": "1"]]), ("[a]\r\nx=1\r\ny = 2 \r\n", ["a": ["x": "1", "y": "2"]]),
            ("[ a b ]\n\tX\t=\t1 2 ", ["a b": ["x": "1 2"]]), ("[a] # comment\nx=1", ["a": ["x": "1"]]),
            ("[a]\nx = a=b=", ["a": ["x": "a=b="]]), ("[a]\nx = 1 # no comment", ["a": ["x": "1 # no comment"]]),
            ("[a]\nx =", ["a": ["x": ""]]), ("[a]\nx=1\nx=2", ["a": ["x": "2"]]),
            ("[a]\nx=1\n[b]\ny=2\n[a]\nz=3", ["a": ["x": "1", "z": "3"], "b": ["y": "2"]]),
            (
                "[a]\ns3 =\n  max = 10\n  addressing = path\nx=1",
                ["a": ["s3": "\nmax = 10\naddressing = path", "x": "1"]]
            ),
            ("[a]\n  x = 1\n  y = 2\n[b]\n z=3", ["a": ["x": "1", "y": "2"], "b": ["z": "3"]]),
            ("[a]\nx = one\n  two\n\n  three", ["a": ["x": "one\ntwo\nthree"]]),
            ("[A]\nx=1\n[a]\nx=2", ["A": ["x": "1"], "a": ["x": "2"]]),
        ] as [(String, [String: [String: String]])]
    )
    func sections(text: String, expected: [String: [String: String]]) throws {
        #expect(try ProfileFile(text).sections == expected)
    }

    @Test(
        "A line that cannot be read is told by its number",
        arguments: [
            ("x = 1", 1), ("\n\n[a]\nsecret", 4), ("[a]\n[]", 2), ("[a]\r\nx=1\r\n\r\nsecret\r\n", 4),
            ("# c\nx=1\n[a]", 2),
        ]
    )
    func malformed(text: String, line: Int) {
        let error = #expect(throws: ProfileFile.Malformed.self) { try ProfileFile(text) }
        #expect(error?.line == line)
        #expect(error?.reason.contains("secret") == false)
    }
}
