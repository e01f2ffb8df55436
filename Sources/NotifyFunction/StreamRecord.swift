// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What happened to one record of the audit table, as its stream tells it.
///
/// See https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html. Whoever can write to the table chooses what is in a
/// record, so nothing of it is believed here.
struct StreamRecord: Sendable {
    enum Change: Sendable, Equatable {
        case inserted

        /// `MODIFY`, `REMOVE`, or a word that does not exist yet: the table only grows.
        case other(String)
    }

    /// Its place in the stream, which says from where on it is to come again.
    let sequenceNumber: String
    let change: Change

    /// The record as it came, to be handed over.
    let json: JSONValue

    /// Nil if it is none of a table's stream, or lacks its place there.
    init?(_ json: JSONValue) {
        guard json.member("eventSource") == "aws:dynamodb",
            case .string(let name)? = json.member("eventName"),
            case .string(let number)? = json.member("dynamodb")?.member("SequenceNumber")
        else { return nil }
        sequenceNumber = number
        change = name == "INSERT" ? .inserted : .other(name)
        self.json = json
    }

    /// What was changed, in one line that is fit for an alert.
    var summary: String {
        let image = json.member("dynamodb")
        let keys = image?.member("Keys")
        let id = Self.plain(keys?.attribute("request_id") ?? "an unknown request")
        let sequence = Self.plain(keys?.attribute("sequence") ?? "?")
        switch change {
        case .inserted: return "record \(sequence) of \(id) was added"
        case .other("REMOVE"): return "record \(sequence) of \(id) was removed"
        case .other("MODIFY"):
            let names = Self.changed(image?.member("OldImage"), image?.member("NewImage"))
            return "record \(sequence) of \(id) was changed: \(names.isEmpty ? "no image tells what" : names)"
        case .other(let word): return "record \(sequence) of \(id): \(Self.plain(word))"
        }
    }

    /// The names of the attributes that differ; at most ten.
    private static func changed(_ old: JSONValue?, _ new: JSONValue?) -> String {
        guard case .object(let before)? = old, case .object(let after)? = new else { return "" }
        let names = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
        let shown = names.prefix(10).map(plain).joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }

    /// Visible ASCII, and not much of it: it is text of whoever wrote the record.
    static func plain(_ text: String) -> String {
        let bytes = text.utf8.prefix(120).map { (0x21...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSONValue {
    /// The member of an object; nil if it is none, or has no such member.
    func member(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members[name]
    }

    /// The text of an attribute, a string or a number, as DynamoDB writes it.
    fileprivate func attribute(_ name: String) -> String? {
        switch member(name)?.member("S") ?? member(name)?.member("N") {
        case .string(let text)?: text
        default: nil
        }
    }
}
