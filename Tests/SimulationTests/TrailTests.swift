// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("Trails of histories tell what can have happened")
struct TrailTests {
    @Test("Verifying every trail of three hundred histories finds nothing wrong")
    func honest() throws {
        var trails = 0
        var kinds: Set<String> = []
        for seed in UInt64(0)..<300 {
            let history = History(seed: seed)
            guard !history.steps.contains(where: \.isTheft) else { continue }
            let isSpoilt = history.steps.contains(where: \.touchesTrails)
            let records = history.lived().world.ledger.audit.values.joined().map(\.attributes)
            let verification = try AuditVerification(of: records)
            trails += verification.trails.count
            for case .string(let action)? in verification.trails.map({ $0.records.first?["action"] }) {
                kinds.insert(action)
            }
            // Who takes a request back that somebody has put into the table begins a trail by that, and it is rightly found.
            let isInvented = history.steps.contains { $0.description.contains("invented") }
            let findings = verification.findings.filter { finding in
                if case .beginsOtherwise = finding.kind, isInvented { return false }
                return !isSpoilt || finding.isOfSense
            }
            #expect(findings.map(\.description) == [], "Seed \(seed)")
        }
        #expect(trails > 1_000, "\(trails)")
        #expect(kinds.isSuperset(of: ["REQUEST", "EXTEND", "ADOPT", "RECONCILE", "APPROVE"]), "\(kinds)")
    }
}

extension HistoryStep {
    fileprivate var isTheft: Bool {
        switch self {
        case .theft, .stealing: true
        default: false
        }
    }

    fileprivate var touchesTrails: Bool {
        if case .trails = self { true } else { false }
    }
}

extension AuditFinding {
    /// Whether it is about what the trail tells, and not about its links.
    fileprivate var isOfSense: Bool {
        switch kind {
        case .beginsOtherwise, .givesUnasked, .givesUnapproved, .followsEnd, .approvedByRequester, .approvedTwice,
            .approvedByNobody, .approvedBlindly:
            true
        case .unplaced, .changed, .hashForged, .unlinked, .missing, .duplicated, .endsOtherwise, .continued,
            .continuesUnsaid,
            .continuesOtherwise:
            false
        }
    }
}
