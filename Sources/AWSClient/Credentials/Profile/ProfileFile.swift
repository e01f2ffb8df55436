// SPDX-License-Identifier: Apache-2.0

/// The sections of `~/.aws/credentials` or `~/.aws/config`, read as the AWS CLI reads them.
/// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
///
/// A comment has a line of its own: in a value `#` is a character like any other.
struct ProfileFile: Sendable {
    /// The settings of each section by its header, without the brackets; names are in lower case.
    private(set) var sections: [String: [String: String]] = [:]

    /// A line that cannot be read.
    struct Malformed: Error {
        let line: Int
        let reason: String
    }

    init(_ text: String) throws(Malformed) {
        var section: String?
        var setting: (name: String, indentation: Int)?
        for (index, bytes) in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let line = Substring(bytes)
            let content = line.trimmingBlanks()
            guard let first = content.first, first != "#", first != ";" else { continue }
            let indentation = line.prefix { $0.isBlank }.count

            if let current = section, let setting, indentation > setting.indentation {
                // Deeper than the setting above it: more of its value, as in the blocks of S3 settings.
                sections[current]?[setting.name]?.append("\n\(content)")
            } else if first == "[" {
                guard let header = content.dropFirst().split(separator: "]", maxSplits: 1).first else {
                    throw Malformed(line: index + 1, reason: "is a [section] without a name")
                }
                let name = String(header.trimmingBlanks())
                sections[name] = sections[name] ?? [:]
                section = name
                setting = nil
            } else {
                let parts = content.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard let current = section, let name = parts.first, let value = parts.dropFirst().first else {
                    throw Malformed(line: index + 1, reason: "is not 'name = value' in a [section]")
                }
                let key = name.trimmingBlanks().lowercased()
                sections[current]?[key] = String(value.trimmingBlanks())
                setting = (key, indentation)
            }
        }
    }
}

extension Substring {
    /// Without spaces, tabs and carriage returns at its ends.
    fileprivate func trimmingBlanks() -> Substring {
        let start = drop { $0.isBlank }
        return start.lastIndex { !$0.isBlank }.map { start[...$0] } ?? ""
    }
}

extension Character {
    fileprivate var isBlank: Bool { self == " " || self == "\t" || self == "\r" }
}
