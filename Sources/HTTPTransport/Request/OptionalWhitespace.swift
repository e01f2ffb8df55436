// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
    /// Without the spaces and tabs around it, which are no part of a field value (RFC 9110 section 5.5).
    func trimmingOptionalWhitespace() -> String {
        var rest = self[...]
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
