// SPDX-License-Identifier: Apache-2.0

/// Finds out whether trails tell what can have happened, each after the one that it goes on for.
///
/// A trail in which records were changed or are missing is not judged: what is wrong with it has been said, and what it tells
/// has gaps.
struct TrailJudging {
    /// A record that a successor may go on after: its hash, among the trails of one request.
    private struct Point: Hashable {
        let requestID: String
        let hash: String
    }

    private let trails: [AuditChain.Trail]
    private var findings: [Int: [AuditFinding]] = [:]

    /// The successors that go on after a record that has not been come by.
    private var waiting: [Point: [Int]] = [:]

    /// The trails whose turn it is, with what was told before them.
    private var ready: [(index: Int, sense: TrailSense)] = []

    /// For each successor the trail that it goes on for, and after which record.
    private var origins: [Int: (index: Int, sequence: Int64)] = [:]

    /// With which records requests were over, of the trails that say so themselves.
    private var ends: [Int: TrailSense.End] = [:]

    /// The trails, each with what cannot be true of it beside what is wrong with its links.
    static func judged(_ trails: [AuditChain.Trail]) -> [AuditChain.Trail] {
        var judging = TrailJudging(trails: trails)
        judging.run()
        return trails.indices.map { index in
            let trail = trails[index]
            return AuditChain.Trail(
                requestID: trail.requestID,
                records: trail.records,
                findings: trail.findings + (judging.findings[index] ?? []),
                lastHash: trail.lastHash
            )
        }
    }

    private init(trails: [AuditChain.Trail]) {
        self.trails = trails
    }

    private mutating func run() {
        for (index, trail) in trails.enumerated() where trail.isUnbroken {
            guard TrailKind(of: trail.requestID) == .successor else {
                ready.append((index, TrailSense()))
                continue
            }
            let first = trail.records.first ?? [:]
            if first["continues_sequence"] == 0 {
                // There was nothing before it.
                ready.append((index, TrailSense()))
            } else if let hash = first.text("continues_hash") {
                waiting[Point(requestID: trail.family, hash: hash), default: []].append(index)
            } else {
                ready.append((index, TrailSense(isPartial: true)))
            }
        }
        judgeReady()
        // What these go on for is not there, or could not be judged.
        for index in waiting.values.joined().sorted() { ready.append((index, TrailSense(isPartial: true))) }
        waiting = [:]
        judgeReady()
        for index in origins.keys.sorted() { compare(index) }
    }

    private mutating func judgeReady() {
        while let (index, sense) = ready.popLast() { judge(index, after: sense) }
    }

    private mutating func judge(_ index: Int, after before: TrailSense) {
        let trail = trails[index]
        var sense = before
        for (sequence, record) in trail.places {
            for kind in sense.add(record) { report(kind, index, sequence) }
            guard let hash = record.text("hash"),
                let next = waiting.removeValue(forKey: Point(requestID: trail.family, hash: hash))
            else { continue }
            for successor in next {
                origins[successor] = (index, sequence)
                ready.append((successor, sense))
            }
        }
        if let end = sense.end, end.requestID == trail.requestID { ends[index] = end }
    }

    /// Whether the trail that was left goes on with access after the end that its successor tells of. What was written to both at
    /// the same time is told apart by the clock alone.
    private mutating func compare(_ successor: Int) {
        guard let origin = origins[successor], let end = ends[successor], let over = end.timestamp else { return }
        for (sequence, record) in trails[origin.index].places where sequence > origin.sequence {
            guard let step = record.step, step.goesOn, let moment = record.text("timestamp"), moment > over else {
                continue
            }
            report(
                .followsEnd(record.what, end: end.what, sequence: end.sequence, of: end.requestID),
                origin.index,
                sequence
            )
        }
    }

    private mutating func report(_ kind: AuditFinding.Kind, _ index: Int, _ sequence: Int64) {
        let finding = AuditFinding(kind, requestID: trails[index].requestID, sequence: sequence)
        findings[index, default: []].append(finding)
    }
}

extension AuditChain.Trail {
    /// Whether each record follows the one before it, from the first on. Two exports that were put together change nothing.
    fileprivate var isUnbroken: Bool {
        findings.allSatisfy { finding in
            if case .duplicated(_, areEqual: true) = finding.kind { true } else { false }
        }
    }

    /// One record for each place.
    fileprivate var places: [(sequence: Int64, record: AuditChain.Attributes)] {
        var last: Int64 = 0
        return records.compactMap { record in
            guard let sequence = record.place, sequence > last else { return nil }
            last = sequence
            return (sequence, record)
        }
    }
}
