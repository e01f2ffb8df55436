// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// Where a flow was disturbed, seen at the proxy and not from the loop that wanted it: an enumeration that proves that
/// it is complete.
struct VisitLog: Sendable {
    let flow: WireFlow
    /// The calls of the undisturbed run.
    let recorded: [CallPosition]
    private(set) var visited: Set<CallPosition> = []
    /// What is in the audit table after each case.
    var trails: [AuditTrail] = []
    /// Whether what follows on a flow that changed nothing has been looked at.
    var isUnchangedJudged = false

    init(_ flow: WireFlow, recorded: [CallPosition]) {
        (self.flow, self.recorded) = (flow, recorded)
    }

    /// The part of one of the worlds that run at the same time. They agree about the calls that arrive each time; of
    /// the others the first world takes those that it has seen.
    func share(_ index: Int) -> [CallPosition] {
        let certain = flow.certain(recorded)
        let own = certain.enumerated().filter { $0.offset % WireWorld.regions.count == index }.map(\.element)
        return own + (index == 0 ? recorded.filter { !certain.contains($0) } : [])
    }

    /// Notes that a call was disturbed, if it was.
    mutating func note(_ position: CallPosition, in proxy: AWSProxy) {
        if proxy.calls.contains(where: { $0.isTreated && position.matches($0) }) { visited.insert(position) }
    }

    /// Expects that every call that was recorded was disturbed, that they are those of the flow, and that all trails
    /// are whole.
    static func check(_ logs: [VisitLog]) throws {
        let first = try #require(logs.first)
        for log in logs { #expect(first.flow.certain(log.recorded) == first.flow.certain(first.recorded)) }
        let visited = logs.reduce(into: Set<CallPosition>()) { $0.formUnion($1.visited) }
        #expect(first.flow.certain(visited.sorted()) == first.flow.certain(first.recorded))
        #expect(first.flow.calls.isSubset(of: Set(first.recorded.map(\.operation))))
        let trails = logs.flatMap(\.trails).filter { !$0.records.isEmpty }
        #expect(try AuditTrail.problems(of: trails) == "")
    }
}
