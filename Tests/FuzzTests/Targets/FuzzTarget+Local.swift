// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import AWSClient

/// What is on the machine of whoever calls.
extension FuzzTarget {
    static let local = [profileFile, credentials, shellWords]

    /// `~/.aws/credentials` and `~/.aws/config`. Whatever is wrong, no value of it is repeated.
    static let profileFile = FuzzTarget(
        name: "profile-file",
        seeds: [
            "[default]\naws_access_key_id = AKIA\naws_secret_access_key = secret\n# comment\n[profile a]\ns3 =\n  x = y\n"
        ]
    ) { bytes in
        do throws(ProfileFile.Malformed) {
            let file = try ProfileFile(String(decoding: bytes, as: UTF8.self))
            var expectations = Expectations()
            let text = file.sections.sorted { $0.key < $1.key }.map { section in
                "[\(section.key)]\n"
                    + section.value.sorted { $0.key < $1.key }.map {
                        "\($0.key) = \($0.value.replacing("\n", with: "\n  "))\n"
                    }.joined()
            }.joined()
            // Read again it has the same sections; values that begin a line are what a person would not write.
            if let again = try? ProfileFile(text) {
                expectations.expect(
                    Set(again.sections.keys).isSubset(of: Set(file.sections.keys)),
                    "sections appear from nowhere: \(text)"
                )
            }
            return expectations.violation
        } catch {
            return error.reason.utf8.count < 100 ? nil : "the reason repeats the file"
        }
    }

    /// What a `credential_process` prints: an error never holds what may be a secret.
    static let credentials = FuzzTarget(
        name: "credentials",
        seeds: ["AKIAEXAMPLE\nwJalrXUtnFEMI/K7MDENG\ntoken\n2030-01-31T12:00:00Z", "\n\n\n", "a b\nc\u{0}d\n\nnever"]
    ) { bytes in
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n",
            maxSplits: 3,
            omittingEmptySubsequences: false
        ).map(String.init)
        let names = CredentialNames.process
        let values = Dictionary(
            zip([names.accessKeyID, names.secretAccessKey, names.sessionToken], lines)
        ) { first, _ in first }
        // Short ones, and those that are part of the key's id, may be anywhere by chance.
        let secrets = lines.dropFirst().prefix(2).filter { $0.utf8.count >= 8 && !holds(lines.first ?? "", $0) }
        func read(_ values: [String: String]) throws(CredentialsError) -> Credentials {
            try Credentials(
                values,
                names: names,
                expiration: (name: "Expiration", text: lines.dropFirst(3).first),
                source: "what it printed",
                advice: "Look at it."
            )
        }
        do throws(CredentialsError) {
            // With other secrets nothing that is shown may be different.
            var others = values
            for name in [names.secretAccessKey, names.sessionToken] where values[name]?.isEmpty == false {
                others[name] = "another"
            }
            return "\(try read(values))" == "\(try read(others))" ? nil : "the description depends on a secret"
        } catch {
            return secrets.contains { holds(error.message, $0) && !holds(fixedWords, $0) }
                ? "the error has a secret: \(error.message)" : nil
        }
    }

    /// Byte by byte: what is one character for a string is none of a parser's business.
    private static func holds(_ text: String, _ part: String) -> Bool {
        Array(text.utf8).firstRange(of: Array(part.utf8)) != nil
    }

    /// Words of our own that a mutated secret may happen to be.
    private static let fixedWords =
        "There is no AccessKeyId SecretAccessKey SessionToken Expiration in what it printed, or it is empty. Look at it. "
        + "is not a time like 2030-01-31T12:00:00Z (ISO 8601, with a time zone)."

    /// The command line of a `credential_process`.
    static let shellWords = FuzzTarget(
        name: "shell-words",
        seeds: [#"/opt/tool --profile "a b" 'c d' e\ f"#, #"'"#, #"a\"#]
    ) { bytes in
        guard let words = ShellWords.split(String(decoding: bytes, as: UTF8.self)) else { return nil }
        let quoted = words.map { word in
            let bytes = word.utf8.flatMap { $0 == UInt8(ascii: "'") ? Array(#"'\''"#.utf8) : [$0] }
            return "'\(String(decoding: bytes, as: UTF8.self))'"
        }.joined(separator: " ")
        return ShellWords.split(quoted) == words ? nil : "the words are read as others: \(quoted)"
    }
}
