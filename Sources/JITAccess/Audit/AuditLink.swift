// SPDX-License-Identifier: Apache-2.0

import Hashing

/// A record of unknown origin, with what ties it to its place in a chain.
struct AuditLink {
    let attributes: AuditChain.Attributes
    let requestID: String
    let sequence: Int64

    /// What is written on it.
    let hash: String?

    /// What is written on it about the one before.
    let previousHash: String?

    /// What the hash of its contents is.
    let computedHash: String

    /// Nil if the record has no place; see ``missing(in:)``.
    init?(_ attributes: AuditChain.Attributes) throws(HashingError) {
        guard let requestID = attributes.text("request_id"), let sequence = attributes.place else { return nil }
        self.attributes = attributes
        self.requestID = requestID
        self.sequence = sequence
        hash = attributes.text("hash")
        previousHash = attributes.text("previous_hash")
        var contents = attributes
        contents["hash"] = nil
        computedHash = try SHA256.hex(JSONValue.object(contents).canonicalText)
    }

    /// What keeps a record from having a place; nil if nothing does.
    static func missing(in attributes: AuditChain.Attributes) -> String? {
        if attributes.text("request_id") == nil { return "request_id that is a text" }
        if attributes.place == nil { return "sequence that is a whole number from 1" }
        return nil
    }

    var isUnchanged: Bool { hash == computedHash }

    /// Whether it was written after one of `previous`, the records of the place before; or, if it is the first, after none.
    /// A hash that was changed afterwards is reported where it is, not here.
    func follows(_ previous: [AuditLink]) -> Bool {
        guard sequence > 1 else { return previousHash == AuditTail.empty.hash }
        guard let previousHash else { return false }
        return previous.contains { $0.hash == previousHash || $0.computedHash == previousHash }
    }
}

extension AuditChain.Attributes {
    func text(_ name: String) -> String? {
        if case .string(let text)? = self[name] { text } else { nil }
    }

    /// From 1; nil if there is none.
    var place: Int64? {
        // No trail is so long that JSON readers round its numbers.
        if case .integer(let number)? = self["sequence"], (1..<1 << 53).contains(number) { number } else { nil }
    }
}
