// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation

/// What must hold whatever has happened (design.md, section 2), read from the tables and from Identity Center.
extension WireWorld {
    /// What is found at one moment.
    struct Finding {
        let items: [Item]
        let trails: [AuditTrail]
        let assignments: Set<Assignment>
        let customSets: Set<String>

        func item(_ key: String) -> Item? { items.first { $0["assignment_id"]?.stringValue == key } }

        /// Whether nothing but the audit has changed. What the functions do follows from the rest: of the audit they read
        /// only how long a trail is.
        func isSame(as other: Finding) -> Bool {
            Set(items) == Set(other.items) && assignments == other.assignments && customSets == other.customSets
        }

        func bindings(of user: TestUser) -> [Item] {
            items.filter { $0["assignment_id"]?.stringValue?.hasPrefix("\(user.id)#") == true }
        }
    }

    /// Looks at everything. Permission sets are looked for only where a flow makes some.
    func find(after flow: WireFlow) async throws -> Finding {
        let customSets = flow.makesSets ? try await customSets() : []
        return Finding(
            items: try await ledger.items(),
            trails: try await ledger.trails(),
            assignments: try await assignments(of: customSets),
            customSets: customSets
        )
    }

    /// Everything that is not as it must be at any moment.
    func problems(_ finding: Finding) -> [String] {
        unrecorded(finding) + standing(finding) + finding.trails.flatMap(repetitions) + lies(finding)
    }

    /// Everything that is left when all is over.
    func leftovers(_ finding: Finding) -> [String] {
        var left = finding.assignments.filter { $0.userID != linus.id }.map { "the assignment \($0)" }
        left += finding.customSets.map { "the permission set \($0)" }
        for item in finding.items {
            let key = item["assignment_id"]?.stringValue ?? "?"
            let isOver = key.hasPrefix("request#") && item["due"] == nil
            let isZero = key == "customsets#live" && item["live_sets"]?.integerValue == 0
            // A sweep that could not give its lease back; it has run out, or was given back by the next, which remembers what
            // was marked.
            let leaseUntil = Int64(item["lease_until"]?.integerValue ?? 0)
            let isRunOut = key == "sweep#lease" && leaseUntil < clock.now().seconds
            // The numbers of callers stay; when all is over, no request is open.
            let isCount = key.hasPrefix("open#") && item["open_requests"] == 0
            if !isOver && !isZero && !isRunOut && !isCount { left.append("the item \(key)") }
        }
        for item in finding.items {
            guard let id = item["request_id"]?.stringValue, let status = item["lease_status"]?.stringValue else {
                continue
            }
            let steps = finding.trails.first { $0.records.first?["request_id"]?.stringValue == id }?.steps ?? []
            let ends =
                status == "FAILED" ? ["GRANT ERROR", "GRANT DENIED"] : ["REVOKE SUCCESS", "RELEASE SUCCESS"]
            if !["FAILED", "EXPIRED", "REVOKED"].contains(status) || Set(steps).isDisjoint(with: ends) {
                left.append("the request \(id), which is \(status) with the trail \(steps)")
            }
        }
        return left
    }

    /// No access without a record that comes due, and no permission set either.
    private func unrecorded(_ finding: Finding) -> [String] {
        var problems: [String] = []
        for assignment in finding.assignments where assignment.userID != linus.id {
            let key = "\(assignment.userID)#\(TestBed.account)#\(assignment.permissionSetARN)"
            guard let item = finding.item(key) else {
                problems.append("\(assignment) is not recorded")
                continue
            }
            let isPublished = item["version"] == nil && item["expiry_timestamp"]?.integerValue != nil
            let isDue = item["due"] == "due" && item["due_at"]?.integerValue != nil
            let isHeld = item["leases"]?.mapValue?.isEmpty == false && item["standing"] == false
            if !isPublished && !(isDue && isHeld) { problems.append("\(assignment) is recorded as \(item)") }
        }
        let made = finding.items.filter { $0["assignment_id"]?.stringValue?.hasPrefix("custom#") == true }
        if finding.customSets.count > made.count(where: { $0["due"] == "due" }) {
            problems.append("\(finding.customSets.count) permission sets, and \(made.count) of them are recorded")
        }
        return problems
    }

    private func standing(_ finding: Finding) -> [String] {
        let isThere = finding.assignments.contains(Assignment(userID: linus.id, permissionSetARN: administrator))
        return isThere ? [] : ["standing access was removed"]
    }

    /// What ended, ended once; what was granted was granted once.
    private func repetitions(_ trail: AuditTrail) -> [String] {
        let once = [
            "REQUEST SUCCESS", "REQUEST PENDING", "GRANT SUCCESS", "REVOKE SUCCESS", "RELEASE SUCCESS",
            "DELETE_SET SUCCESS",
        ]
        return once.filter { step in trail.steps.count { $0 == step } > 1 }
            .map { "\($0) more than once in \(trail.steps)" }
    }

    /// What the audit says was done has been done.
    private func lies(_ finding: Finding) -> [String] {
        [ada, grace].compactMap { user in
            let trails = finding.trails.filter { trail in
                trail.records.contains { $0["user_id"]?.stringValue == user.id }
            }.map(\.steps)
            let isAssigned = finding.assignments.contains { $0.userID == user.id }
            let isOpen = trails.contains { steps in
                !Set(steps).isDisjoint(with: ["GRANT SUCCESS", "ADOPT SUCCESS"])
                    && Set(steps).isDisjoint(with: ["REVOKE STARTED", "REVOKE SUCCESS", "RELEASE SUCCESS"])
            }
            if isOpen && !isAssigned { return "\(trails) says that there is access, and there is none" }
            let isEnded = trails.contains { $0.contains("REVOKE SUCCESS") }
            let mayBe = trails.contains { steps in
                !Set(steps).isDisjoint(with: ["GRANT STARTED", "ADOPT SUCCESS"])
                    && Set(steps).isDisjoint(with: ["REVOKE SUCCESS", "RELEASE SUCCESS"])
            }
            if isEnded && !mayBe && isAssigned { return "\(trails) says that all access has ended, and there is some" }
            return nil
        }
    }
}
