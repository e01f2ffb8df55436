// SPDX-License-Identifier: Apache-2.0

public import JITAccess
import Synchronization

/// Identity Center in memory: users, accounts, permission sets, assignments, and operations that take their time.
///
/// While an operation on an assignment runs, another on the same one is a conflict. Listings may be behind.
public final class SimulatedIdentityCenter: Sendable {
    private let state = Mutex(IdentityCenterState())
    let simulation: Simulation
    private let referee: Box<Referee?>

    init(_ simulation: Simulation, _ referee: Box<Referee?>) {
        self.simulation = simulation
        self.referee = referee
    }

    /// Nobody watches any more.
    func dismissReferee() { referee.set(nil) }

    // MARK: Who and what there is

    /// A user who is found under each of `names`: the last one is their user name, the others are addresses of theirs, and
    /// the first one with an @ is their primary address. One name with an @ is both.
    public func addUser(_ names: String..., id: String, isEnabled: Bool = true) {
        let user = DirectoryUser(
            id: id,
            userName: names.last ?? id,
            primaryEmail: names.first { $0.contains("@") },
            isEnabled: isEnabled
        )
        access { state in
            state.userNames[user.userName] = user
            for name in names where name != user.userName || name == user.primaryEmail { state.addresses[name] = user }
        }
    }

    /// Makes the users with these ids the members of a group.
    ///
    /// - Parameter id: What it is found by as well, as `group:<id>`.
    public func setGroup(_ name: String, id: String? = nil, members: Set<String>) {
        access { state in
            state.groups[name] = members
            if let id { state.groups["group:\(id)"] = members }
        }
    }

    /// Lets a name name nobody.
    public func forget(_ name: String) {
        access { state in
            state.userNames[name] = nil
            state.addresses[name] = nil
        }
    }

    /// An account of the organization. Its units are given from the root down.
    public func addAccount(
        _ id: AccountID,
        name: String? = nil,
        isActive: Bool = true,
        organizationalUnits: [OrganizationalUnit] = [],
        tags: [String: String] = [:]
    ) {
        let account = AccountFacts(
            id: id,
            name: name,
            isActive: isActive,
            organizationalUnits: organizationalUnits,
            tags: tags
        )
        access { $0.accounts[id] = account }
    }

    /// A permission set.
    public func addPermissionSet(_ permissionSet: PermissionSet) {
        access { $0.permissionSets[permissionSet.name] = permissionSet }
    }

    /// Tags a permission set.
    public func tag(_ arn: String, _ tags: [String: String]) {
        access { $0.tags[arn] = tags }
    }

    /// Assigns a permission set to a group, whose id stands in the user's place.
    public func assignGroup(_ binding: Binding) {
        access { _ = $0.groupAssignments.insert(binding) }
    }

    /// Assigns or withdraws as an administrator or the published sample does: at once, past the ledger.
    public func set(_ binding: Binding, _ origin: AssignmentOrigin?) {
        access { state in
            if origin == nil, state.assignments[binding] != nil { state.withdrawnByHand.insert(binding) }
            state.set(binding, origin, at: simulation.now)
        }
    }

    /// Makes an administrator's assignment ours, if there is one.
    func takeOver(_ binding: Binding) {
        access { state in
            if state.assignments[binding] != nil { state.assignments[binding] = .lease }
        }
    }

    /// What an administrator has given since the invocation looked is one assignment with the one that it is about to
    /// create: AWS makes no difference, and nobody can tell them apart.
    func merge(_ binding: Binding, unseenBy invocation: String) {
        access { state in
            guard state.seenAbsent[invocation]?.contains(binding) == true else { return }
            if state.assignments[binding] == .hand { state.assignments[binding] = .lease }
        }
    }

    /// Suspends an account, or opens it again: while it is suspended, operations begin and fail.
    public func suspend(_ account: AccountID, _ isSuspended: Bool) {
        access { state in
            guard let known = state.accounts[account] else { return }
            state.accounts[account] = AccountFacts(
                id: known.id,
                name: known.name,
                isActive: !isSuspended,
                organizationalUnits: known.organizationalUnits,
                tags: known.tags
            )
            if !isSuspended {
                state.suspensions[account] = nil
            } else if state.suspensions[account] == nil {
                state.suspensions[account] = simulation.now
            }
        }
    }

    /// Since when an account is suspended; nil if it is not.
    func suspension(of account: AccountID) -> Timestamp? { access { $0.suspensions[account] } }

    /// Whether an administrator has taken away what there was.
    func isWithdrawnByHand(_ binding: Binding) -> Bool { access { $0.withdrawnByHand.contains(binding) } }

    // MARK: How it behaves

    /// How operations go for which nothing else is planned.
    public var operationCourse: OperationCourse {
        get { access { $0.operationCourse } }
        set { access { $0.operationCourse = newValue } }
    }

    /// How the next creations go, one after another.
    public func planCreations(_ courses: OperationCourse...) { access { $0.creationCourses += courses } }

    /// How the next removals go, one after another.
    public func planRemovals(_ courses: OperationCourse...) { access { $0.removalCourses += courses } }

    /// How far listings are behind.
    public var listingDelay: Duration {
        get { access { $0.listingDelay } }
        set { access { $0.listingDelay = newValue } }
    }

    /// Whether the removal of what is not there begins and then fails, instead of being told at once.
    public var removesAbsentAsFailure: Bool {
        get { access { $0.removesAbsentAsFailure } }
        set { access { $0.removesAbsentAsFailure = newValue } }
    }

    /// Whether a removal is told that there is nothing to remove, whatever there is: as one is that asks for the wrong
    /// instance.
    public var findsNothingToRemove: Bool {
        get { access { $0.findsNothingToRemove } }
        set { access { $0.findsNothingToRemove = newValue } }
    }

    /// Has operations that have ended be unknown from now on.
    public func forgetOperations() {
        access { state in
            state.operations = state.operations.filter { state.running.values.contains($0.key) }
        }
    }

    /// The account that manages the organization, or why Organizations does not say.
    public var managementAccount: Result<AccountID, DirectoryError> {
        get { access { $0.managementAccount } }
        set { access { $0.managementAccount = newValue } }
    }

    // MARK: What there is now

    /// Whose name or address this is.
    func userID(named name: String) -> String? { access { $0.user(named: name)?.id } }

    /// The names of the permission sets that were made for requests.
    public var customSets: Set<String> { access { Set($0.customSets.keys) } }

    /// What the permission set of a request gives; nil if there is none.
    public func customSet(of request: RequestID) -> (arn: String, definition: CustomPermissionSet)? {
        access { $0.customSets.values.first { $0.request == request }.map { ($0.arn, $0.definition) } }
    }

    /// Who has made the assignment; nil if there is none.
    public func origin(of binding: Binding) -> AssignmentOrigin? { access { $0.assignments[binding] } }

    /// How often an assignment or an operation has changed.
    var revision: Int { access { $0.revision } }

    /// Whether nothing of ours is left.
    var isSettled: Bool {
        access { state in
            state.running.isEmpty && state.customSets.isEmpty && !state.assignments.values.contains(.lease)
        }
    }

    /// Every assignment.
    public var assignments: [Binding: AssignmentOrigin] { access { $0.assignments } }

    /// The assignments that are being created.
    public var beingCreated: Set<Binding> { running(.creation) }

    /// The assignments that are being removed.
    public var beingRemoved: Set<Binding> { running(.removal) }

    /// The most operations that ran at the same time.
    public var maximumRunning: Int { access { $0.maximumRunning } }

    private func running(_ kind: IdentityCenterState.Kind) -> Set<Binding> {
        access { state in
            Set(state.running.filter { state.operations[$0.value]?.kind == kind }.keys)
        }
    }

    // MARK: Access

    /// Has what ends at `moment` end then, whether or not anybody looks.
    func settle(at moment: Timestamp) {
        guard moment - simulation.now < .seconds(86_400) else { return }
        Task(executorPreference: simulation) {
            await self.simulation.sleep(until: moment)
            self.access { _ in }
        }
    }

    /// Looks at or changes the state once everything that should have happened by now has.
    func access<Value: Sendable>(_ body: (inout IdentityCenterState) -> Value) -> Value {
        let now = simulation.now
        let (settled, value) = state.withLock { state in
            let settled = state.settle(at: now)
            return (settled, body(&state))
        }
        for (operation, origin) in settled where operation.kind == .removal && operation.course.failure == nil {
            referee.get()?.removed(operation.binding, origin)
        }
        return value
    }
}
