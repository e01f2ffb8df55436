// SPDX-License-Identifier: Apache-2.0

/// Works on fences after access has ended: removals come first, and no fence keeps one waiting.
struct FencePass {
    /// With less time left than this, nothing new is begun.
    private static let stopMargin = Duration.seconds(10)

    let surroundings: Surroundings
    let fencing: Fencing
    let invocation: Invocation

    /// Takes up the orders, and looks at the fences of those permission sets and of the others that are due.
    func run(_ orders: [FenceOrder], due permissionSetARNs: Set<String>) async -> FenceReport {
        var report = FenceReport()
        let work = FenceWork(surroundings: surroundings, fencing: fencing, invocation: invocation)
        let bySet = Dictionary(grouping: orders, by: \.permissionSetARN)
        for arn in permissionSetARNs.union(bySet.keys).sorted() {
            var rest = (bySet[arn] ?? [])[...]
            repeat {
                guard invocation.deadline - surroundings.clock.now() > Self.stopMargin else {
                    report.pending += 1
                    break
                }
                report.add(await work.run(arn, Array(rest.prefix(FenceClaim.maximumOrders))))
                rest = rest.dropFirst(FenceClaim.maximumOrders)
            } while !rest.isEmpty
        }
        return report
    }
}

/// What was done about fences.
struct FenceReport: Equatable {
    /// Ends of leases after which no session is of use any more.
    var fenced = 0

    /// Permission sets that are looked at again.
    var pending = 0

    /// What went wrong, a sentence each.
    var errors: [String] = []

    /// Whose sessions are open for want of room in a policy, a sentence each.
    var leftOut: [String] = []

    /// What was changed or invented past the functions, a sentence each.
    var doubts: [String] = []

    /// The trails in which records go on whose own could not be continued.
    var successors: [SuccessorTrail] = []

    mutating func add(_ other: FenceReport) {
        fenced += other.fenced
        pending += other.pending
        errors += other.errors
        leftOut += other.leftOut
        doubts += other.doubts
        successors += other.successors
    }

    /// Everything that went wrong.
    var troubles: [String] { errors + leftOut }

    /// One alert for what is tried again, and one for what has no room; none if nothing went wrong.
    var alerts: [Alert] { [failures, shortage].compactMap(\.self) }

    private var shortage: Alert? {
        guard !leftOut.isEmpty else { return nil }
        return Alert(
            subject: "Hourglass: no room to shut open sessions out",
            message: """
                The assignments below have gone, but the inline policy of the permission set has no room for statements \
                that shut out the sessions that were opened before. They are shut out as soon as there is room.

                \(Alert.list(leftOut))

                What to do: make room, by moving statements of yours into a managed policy. To shut somebody out at \
                once, attach a service control policy that denies everything to their identitystore:UserId; docs/fence.md \
                says how. If one person has ended unusually many leases, ask them why.
                """
        )
    }

    private var failures: Alert? {
        guard !errors.isEmpty else { return nil }
        return Alert(
            subject: "Hourglass: open sessions could not be ended",
            message: """
                The assignments below have gone, but sessions that were opened before could not be shut out yet. It is \
                tried again, at longer and longer intervals up to an hour, for as long as it is of use.

                \(Alert.list(errors))

                What to do: look at the FENCE ERROR and LIFT ERROR records in the audit table and mend the cause. To shut \
                somebody out at once, attach a service control policy that denies everything to their \
                identitystore:UserId; docs/fence.md says how.
                """
        )
    }
}
