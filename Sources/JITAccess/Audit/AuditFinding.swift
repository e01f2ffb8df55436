// SPDX-License-Identifier: Apache-2.0

/// Something that is not as it was written, or cannot have happened as it is told, in the audit trail of one request.
public struct AuditFinding: Sendable, Equatable {
    /// What is wrong.
    public enum Kind: Sendable, Equatable {
        /// The record does not say which request it belongs to, or which place it has there.
        case unplaced(missing: String)
        /// The contents are not those that the hash was made of.
        case changed
        /// The contents are those that the next record follows, but the hash beside them is another.
        case hashForged
        /// The record does not follow the one before it: one of the two was replaced, with a new hash.
        case unlinked
        /// No record has this place, nor the following ones up to `through`, although later ones are there.
        case missing(through: Int64)
        /// Several records have this place. The table cannot hold them, so one was put in afterwards.
        case duplicated(copies: Int, areEqual: Bool)
        /// The trail ends, but not with the record that it should end with.
        case endsOtherwise(expected: String)
        /// The trail was given up, and the records of the request's end go on in another.
        case continued(in: String, because: String)
        /// The trail goes on for another, and its first record does not say so.
        case continuesUnsaid(predecessor: String)
        /// The trail goes on for another that ended with this hash then; no record with it is there.
        case continuesOtherwise(predecessor: String, last: String)
        /// No trail of its kind begins with this record.
        case beginsOtherwise(with: String, instead: String)
        /// The record gives access, and nothing before it has asked for that.
        case givesUnasked(String)
        /// The record gives access, and fewer have approved than the request needs.
        case givesUnapproved(String, given: Int64, needed: Int64)
        /// The record gives access or leads to it, and the request was over.
        case followsEnd(String, end: String, sequence: Int64, of: String)
        /// Whoever approves has asked, or gets the access.
        case approvedByRequester(String)
        /// Whoever approves has done so before.
        case approvedTwice(String, before: Int64)
        /// Whoever approves is no person.
        case approvedByNobody(String)
        /// An approval that does not say of what: Grant writes none.
        case approvedBlindly(String)
    }

    /// The request, if the record says so.
    public let requestID: String?

    /// The place in the trail of the request, from 1.
    public let sequence: Int64?

    public let kind: Kind

    init(_ kind: Kind, requestID: String? = nil, sequence: Int64? = nil) {
        self.kind = kind
        self.requestID = requestID
        self.sequence = sequence
    }
}

extension AuditFinding: CustomStringConvertible {
    /// A sentence that names the record.
    public var description: String {
        switch kind {
        case .unplaced(let name):
            "A record\(requestID.map { " of request \($0)" } ?? "") cannot be placed: it has no \(name)."
        case .changed:
            "\(record) has been changed: its contents are not those that its hash was made of."
        case .hashForged:
            "\(record) has another hash than it had: its contents are as the next record knows them."
        case .unlinked where sequence == 1:
            "\(record) was not the first of its trail, or has been replaced: it follows another record."
        case .unlinked:
            "\(record) does not follow the record before it: one of the two has been replaced."
        case .missing(let last) where last == sequence:
            "\(record) is missing: later ones are there."
        case .missing(let last):
            "Records \(place) to \(last) of request \(requestID ?? "?") are missing: later ones are there."
        case .duplicated(let copies, areEqual: true):
            "\(record) is there \(copies) times, each with the same contents. "
                + "Unless two exports were put together, it has been added."
        case .duplicated(let copies, areEqual: false):
            "\(record) is there \(copies) times with different contents: all but one have been added."
        case .endsOtherwise(let expected):
            requestID == nil
                ? "No trail ends with the hash \(expected): its last records, or all of them, are missing, "
                    + "or others follow it."
                : "\(record) is the last of its trail, which should end with the hash \(expected): "
                    + "records at the end are missing, replaced or added."
        case .continued(let successor, let reason):
            "The trail of request \(requestID ?? "?") was given up\(sequence.map { " after record \($0)" } ?? ""): the end of its "
                + "access is in the trail \(successor). \(reason)"
        case .continuesUnsaid(let predecessor):
            "\(record) does not say that it goes on for the trail of request \(predecessor)."
        case .continuesOtherwise(let predecessor, let last):
            "\(record) goes on for the trail of request \(predecessor), which ended with the hash \(last) then: "
                + "that record is missing or has been replaced."
        case .beginsOtherwise(let what, let beginning):
            "\(record) is \(what), and \(beginning): the trail or the request was made up."
        case .givesUnasked(let what):
            "\(record) (\(what)) gives access that no record before it has asked for."
        case .givesUnapproved(let what, let given, let needed):
            "\(record) (\(what)) gives access with \(given) of \(needed) approvals."
        case .followsEnd(let what, let end, let last, let trail):
            "\(record) (\(what)) comes after record \(last) of request \(trail) (\(end)), with which the request was over."
        case .approvedByRequester(let name):
            "\(record) is an approval by \(name), whose own request it is: nobody approves that."
        case .approvedTwice(let name, let earlier):
            "\(record) is an approval by \(name), who has approved in record \(earlier) already."
        case .approvedBlindly(let name):
            "\(record) is an approval by \(name), and does not say of what."
        case .approvedByNobody(let name):
            "\(record) is an approval by \(name), and does not say which person that is."
        }
    }

    private var place: String { sequence.map(String.init) ?? "?" }

    private var record: String { "Record \(place) of request \(requestID ?? "?")" }
}
