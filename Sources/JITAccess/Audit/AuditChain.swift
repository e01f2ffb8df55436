// SPDX-License-Identifier: Apache-2.0

public import Hashing

/// Checks the audit trail as an auditor does: from the records alone, wherever they come from.
///
/// What a chain of hashes cannot show by itself is what is missing at its end: a trail whose last records were taken away
/// is whole as far as it goes, and so are the others when one has gone altogether. Who wants to know that must have kept
/// the last hash; see ``verify(_:expectedLast:)``. Nor can it show who has written it: a trail that was invented from beginning to
/// end is found where it tells what cannot have happened; see ``TrailSense``.
public enum AuditChain {
    /// A record as the audit table or an export of it has it.
    public typealias Attributes = [String: JSONValue]

    /// The most records of one trail that a function reads.
    public static let longestTrail = 1_000

    /// The trail of one request, and what is wrong with it.
    public struct Trail: Sendable, Equatable {
        public let requestID: String

        /// The records in their places, those of the same place side by side.
        public let records: [Attributes]

        /// Nothing if the trail is whole.
        public let findings: [AuditFinding]

        /// What is written on the last record: keep it to notice later if the end of the trail was taken away.
        public let lastHash: String?
    }

    /// What is wrong with `records`; nothing if they are as they were written, and tell what can have happened.
    ///
    /// - Parameters:
    ///   - records: Of any requests, in any order: exports and scans have none.
    ///   - expectedLast: Hashes with which trails must end.
    /// - Throws: ``HashingError`` if the hashes cannot be computed.
    public static func verify(
        _ records: [Attributes],
        expectedLast: [String] = []
    ) throws(HashingError) -> [AuditFinding] {
        try AuditVerification(of: records, expectedLast: expectedLast).findings
    }

    /// The trails in `records`, in the order of their requests' ids, each followed by its successors. Records that say no
    /// request or place are left out: ``verify(_:expectedLast:)`` reports them.
    static func trails(of records: [Attributes]) throws(HashingError) -> [Trail] {
        var requests: [String: [AuditLink]] = [:]
        for attributes in records {
            guard let link = try AuditLink(attributes) else { continue }
            requests[link.requestID, default: []].append(link)
        }
        var trails: [Trail] = []
        for (requestID, links) in requests.sorted(by: { $0.key < $1.key }) {
            let places = Dictionary(grouping: links, by: \.sequence).sorted { $0.key < $1.key }.map(\.value)
            trails.append(
                Trail(
                    requestID: requestID,
                    records: places.flatMap { $0.map(\.attributes) },
                    findings: findings(places),
                    lastHash: places.last?.last?.hash
                )
            )
        }
        return trails.sorted { ($0.place.0, $0.place.1) < ($1.place.0, $1.place.1) }
    }

    /// What is to be said of trails that go on for others, and of those that they go on for.
    static func successions(in trails: [Trail]) -> [AuditFinding] {
        // A successor may have had to be continued itself: then it names the last record of that one.
        let families = Dictionary(grouping: trails, by: \.family)
        return trails.flatMap { trail -> [AuditFinding] in
            guard let predecessor = trail.predecessor else { return [] }
            guard let first = trail.records.first, first.text("about") == predecessor,
                let reason = first.text("continues_because")
            else {
                return [
                    AuditFinding(.continuesUnsaid(predecessor: predecessor), requestID: trail.requestID, sequence: 1)
                ]
            }
            var sequence: Int64?
            if case .integer(let number)? = first["continues_sequence"] { sequence = number }
            var findings = [
                AuditFinding(
                    .continued(in: trail.requestID, because: reason),
                    requestID: predecessor,
                    sequence: sequence
                )
            ]
            let records = (families[predecessor] ?? []).flatMap(\.records)
            if let last = first.text("continues_hash"), sequence != 0,
                !records.contains(where: { $0.text("hash") == last })
            {
                findings.append(
                    AuditFinding(
                        .continuesOtherwise(predecessor: predecessor, last: last),
                        requestID: trail.requestID,
                        sequence: 1
                    )
                )
            }
            return findings
        }
    }

    /// What is wrong with records that have no place.
    static func unplaced(in records: [Attributes]) -> [AuditFinding] {
        records.compactMap { attributes in
            AuditLink.missing(in: attributes).map { missing in
                AuditFinding(.unplaced(missing: missing), requestID: attributes.text("request_id"))
            }
        }
    }

    /// - Parameter places: The records of each place, in order; almost always one.
    private static func findings(_ places: [[AuditLink]]) -> [AuditFinding] {
        var findings: [AuditFinding] = []
        var previous: [AuditLink] = []
        var expected: Int64 = 1
        for (index, links) in places.enumerated() {
            guard let first = links.first else { continue }
            func report(_ kind: AuditFinding.Kind, sequence: Int64 = first.sequence) {
                findings.append(AuditFinding(kind, requestID: first.requestID, sequence: sequence))
            }
            if first.sequence > expected {
                report(.missing(through: first.sequence - 1), sequence: expected)
            } else if links.allSatisfy({ !$0.follows(previous) }) {
                report(.unlinked)
            }
            if links.count > 1 {
                let areEqual = links.allSatisfy { $0.attributes == first.attributes }
                report(.duplicated(copies: links.count, areEqual: areEqual))
            }
            let next = index + 1 < places.count ? places[index + 1] : []
            for link in links where !link.isUnchanged {
                report(next.contains { $0.previousHash == link.computedHash } ? .hashForged : .changed)
            }
            previous = links
            expected = first.sequence + 1
        }
        return findings
    }

    static func ends(of trails: [Trail], expected: [String]) -> [AuditFinding] {
        expected.compactMap { hash in
            if trails.contains(where: { $0.lastHash == hash }) { return nil }
            // With one trail it is clear which was meant.
            guard trails.count == 1, let trail = trails.first,
                case .integer(let last)? = trail.records.last?["sequence"]
            else { return AuditFinding(.endsOtherwise(expected: hash)) }
            return AuditFinding(.endsOtherwise(expected: hash), requestID: trail.requestID, sequence: last)
        }
    }
}

extension AuditChain.Trail {
    /// The trail that this one goes on for.
    fileprivate var predecessor: String? { RequestID(stored: requestID)?.predecessor?.description }

    /// The request whose trails belong together.
    var family: String { predecessor ?? requestID }

    /// Beside the trail that it goes on for, after it.
    fileprivate var place: (String, String) { (family, predecessor == nil ? "" : requestID) }
}
