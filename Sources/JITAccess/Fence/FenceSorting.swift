// SPDX-License-Identifier: Apache-2.0

/// What is to become of each fence of a permission set, before and after Identity Center has been asked for it.
struct FenceSorting {
    /// How long a listing may not show what is there: so long after the end nothing is concluded from its silence.
    private static let listingLag = EndedBinding.memory

    /// How often it is seen to that what stands has not been taken out by somebody else.
    private static let recheck = Duration.seconds(900)

    /// Whether the permission set is one that may have fences. If it is none any more, what stands stays for its time.
    private let isOn: Bool

    /// Those that have a role of the permission set.
    private let accounts: Set<AccountID>

    private let now: Timestamp

    /// Those whose denies are to stand.
    private(set) var standing: [Fence] = []

    /// When to look again at those that may be needless.
    private(set) var nextLook: Timestamp?

    private var lifting: [Fence] = []

    /// Those that nothing bears out.
    private var forged: [Fence] = []
    private var decided: [FenceStep] = []

    init(isOn: Bool, accounts: Set<AccountID>, at now: Timestamp) {
        self.isOn = isOn
        self.accounts = accounts
        self.now = now
    }

    mutating func take(_ fence: Fence) {
        let isOver = fence.liftAt <= now
        if case .standing = fence.state {
            if isOver { lifting.append(fence) } else { stand(fence) }
        } else if !isOn {
            decided.append(FenceStep(fence, .notMeant))
        } else if isOver {
            // It may have stood before it was left out: the role in the account has its deny until it is provisioned.
            lifting.append(fence)
        } else if accounts.contains(fence.accountID) {
            stand(fence)
        } else if fence.endedAt + Self.listingLag <= now {
            // Provisioning would make the role anew. Without one there is nothing that a session could be of.
            let reason = "The permission set has no role in the account any more, and so no sessions."
            decided.append(FenceStep(fence, .needless(at: now.roundedUp, reason)))
        } else {
            look(at: fence.endedAt + Self.listingLag)
        }
    }

    /// Takes one that nothing bears out: it is taken out where it stands.
    mutating func drop(_ fence: Fence) { forged.append(fence) }

    private mutating func stand(_ fence: Fence) {
        standing.append(fence)
        if isOn { look(at: (now + Self.recheck).wholeSecond) }
    }

    private mutating func look(at moment: Timestamp) {
        nextLook = min(nextLook ?? moment, moment)
    }

    /// What stands and somebody has taken out of the policy. It is written down before anything is done about it: a crash
    /// must not leave it in the policy again, and in no account.
    func lost(from policy: FencedPolicy) -> [FenceStep] {
        standing.filter { isOn && $0.isStanding && !policy.covers($0) }.map { fence in
            FenceStep(fence, .lost("Somebody has taken its deny out of the inline policy. It is put there again."))
        }
    }

    /// What stands and has no room any more. It is written down before the policy is, as what is lost is: a crash must not
    /// leave it on record as standing, and in no policy.
    func displaced(by plan: FencePlan) -> [FenceStep] {
        plan.leftOut.filter(\.isStanding).map { FenceStep($0, .leftOut(Self.noRoom)) }
    }

    private static let noRoom = "There is no room for it in the inline policy of the permission set."

    /// The accounts that must be brought to the new policy. An account whose fences all stand already need not.
    func toProvision(_ plan: FencePlan) -> Set<AccountID> {
        let built = standing.filter { !$0.isStanding && !plan.leavesOut($0) }
        return Set((built + lifting + forged.filter(\.isStanding)).map(\.accountID)).intersection(accounts)
    }

    /// What has become of each fence for which something has.
    ///
    /// - Parameter policy: the policy as it was after the accounts had been brought to it; nil if none was.
    func steps(
        _ plan: FencePlan,
        _ results: [AccountID: Result<String?, DirectoryError>],
        _ policy: Result<FencedPolicy?, DirectoryError>,
        at moment: Timestamp
    ) -> [FenceStep] {
        decided
            + forged.compactMap { fence in
                // Where it stands it is dropped once the account is rid of it.
                if case .failure? = results[fence.accountID], fence.isStanding { return nil }
                return FenceStep(fence, .forged)
            }
            + standing.compactMap { fence in
                if plan.leavesOut(fence) {
                    return fence.state == .leftOut ? nil : FenceStep(fence, .leftOut(Self.noRoom))
                }
                guard !fence.isStanding, let result = results[fence.accountID] else { return nil }
                do throws(DirectoryError) {
                    let id = try result.get()
                    guard try policy.get()?.covers(fence) == true else {
                        let reason = "Somebody wrote the inline policy while the account was being brought to it."
                        return FenceStep(fence, .failed(FailureReason(reason), awsRequestID: id))
                    }
                    return FenceStep(fence, .built(at: moment, awsRequestID: id))
                } catch {
                    return FenceStep(fence, .failed(FailureReason(error), awsRequestID: error.awsRequestID))
                }
            }
            + lifting.map { (fence: Fence) -> FenceStep in
                switch results[fence.accountID] {
                case .success(let id)?: return .over(fence, awsRequestID: id)
                case .failure(let error)?: return .unlifted(fence, error, isOn: isOn)
                case nil: return .over(fence, awsRequestID: nil)
                }
            }
    }
}

extension FencePlan {
    fileprivate func leavesOut(_ fence: Fence) -> Bool { leftOut.contains { $0.isSame(as: fence) } }
}

extension FenceStep {
    /// A fence whose time is over, and whose deny is in the account no more.
    fileprivate static func over(_ fence: Fence, awsRequestID: String?) -> FenceStep {
        guard fence.isStanding else {
            return FenceStep(fence, .givenUp(FailureReason("It could not be built while it would have been of use.")))
        }
        let reason = "No session opened before the end can be alive any more."
        return FenceStep(fence, .lifted(reason, awsRequestID: awsRequestID))
    }

    /// A fence whose time is over and that could not be lifted. Who has not the right any more will not get it by waiting.
    static func unlifted(_ fence: Fence, _ error: DirectoryError, isOn: Bool) -> FenceStep {
        let change: Change =
            !isOn && error.kind == .refused
            ? .abandoned(FailureReason(error), awsRequestID: error.awsRequestID)
            : .stays(FailureReason(error), awsRequestID: error.awsRequestID)
        return FenceStep(fence, change)
    }
}
