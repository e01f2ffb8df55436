// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess

/// A custom permission set as approvers read it: as JSON, which is what it is.
enum CustomPermissionSetText {
    /// Member by member, with nothing left out.
    static func text(of set: JSONValue) -> String {
        let json = set.canonicalText
        let lines = (ReadableJSON.format(Data(json.utf8)) ?? json).split(separator: "\n")
        return lines.map { "    " + PlainText.line(String($0)) }.joined(separator: "\n")
    }
}
