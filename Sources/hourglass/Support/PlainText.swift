// SPDX-License-Identifier: Apache-2.0

/// Text from outside, made fit for a terminal.
enum PlainText {
    /// `text` on one line: what is not visible (line breaks, escape sequences, changes of the direction of writing) becomes a
    /// space. Who writes a justification must not write to the terminal of whoever reads it.
    static func line(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { isVisible($0) ? $0 : " " }
        return String(String.UnicodeScalarView(scalars))
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
