// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// How an asynchronous operation of Identity Center goes.
public struct OperationCourse: Sendable, Equatable {
    /// How long until it ends.
    public var time: Duration

    /// How often its status must be asked for before it ends, whatever the time.
    public var polls: Int

    /// Why it fails; nil if it succeeds.
    public var failure: String?

    /// Creates a course: after half a second, successfully, unless it is said otherwise.
    public init(time: Duration = .milliseconds(500), polls: Int = 0, failure: String? = nil) {
        self.time = time
        self.polls = polls
        self.failure = failure
    }

    /// It is still running long after any test.
    public static let endless = OperationCourse(time: .seconds(10_000_000))

    /// It fails for this reason.
    public static func fails(_ reason: String) -> OperationCourse { OperationCourse(failure: reason) }
}

/// Who has made an assignment.
public enum AssignmentOrigin: Sendable, Equatable {
    /// This product, or the published sample before it.
    case lease
    /// An administrator, by hand: standing access.
    case hand
}

/// What Identity Center knows.
struct IdentityCenterState: Sendable {
    enum Kind: Sendable { case creation, removal }

    struct Operation: Sendable {
        let kind: Kind
        let binding: Binding
        let course: OperationCourse
        let endsAt: Timestamp
        var polls = 0
        var status: AssignmentOperation.Status = .inProgress
    }

    var userNames: [String: DirectoryUser] = [:]
    var addresses: [String: DirectoryUser] = [:]
    var accounts: [AccountID: AccountFacts] = [:]
    var managementAccount: Result<AccountID, DirectoryError> = .success(Example.managementAccount)
    /// The ids of the members of each group, by its name.
    var groups: [String: Set<String>] = [:]
    var permissionSets: [String: PermissionSet] = [:]
    /// Those that were made for requests, by their names.
    var customSets: [String: CustomSet] = [:]
    var lastCustomSet = 0

    /// A permission set that was made for a request.
    struct CustomSet: Sendable {
        let arn: String
        let request: RequestID
        let definition: CustomPermissionSet
    }
    /// The tags of permission sets, by ARN.
    var tags: [String: [String: String]] = [:]
    /// Assignments of groups; what stands for the user is the group's id.
    var groupAssignments: Set<Binding> = []
    var assignments: [Binding: AssignmentOrigin] = [:]
    /// When assignments came and went, oldest first: what a listing that is behind shows.
    var history: [Binding: [(at: Timestamp, exists: Bool)]] = [:]
    /// What an administrator has taken away, ours and others', and nobody has given again.
    var withdrawnByHand: Set<Binding> = []
    /// What each invocation has last seen to be assigned to nobody.
    var seenAbsent: [String: Set<Binding>] = [:]
    /// Since when the accounts are suspended that are.
    var suspensions: [AccountID: Timestamp] = [:]
    var operations: [String: Operation] = [:]
    var running: [Binding: String] = [:]
    var maximumRunning = 0
    var revision = 0
    var lastOperation = 0

    var operationCourse = OperationCourse()
    var creationCourses: [OperationCourse] = []
    var removalCourses: [OperationCourse] = []
    var listingDelay = Duration.zero
    var removesAbsentAsFailure = false
    var findsNothingToRemove = false

    /// What permission sets say, and what accounts have of it.
    var contents = PermissionSetContents()

    /// Whose user name or else address this is.
    func user(named name: String) -> DirectoryUser? { userNames[name] ?? addresses[name] }

    /// The name, if it is the user name of one and an address of another.
    func sharedName(_ name: String) -> SharedName? {
        guard let first = userNames[name], let second = addresses[name], first.id != second.id else { return nil }
        return SharedName(name, userNameOf: first.id, addressOf: second.id)
    }

    /// The user with this id, with the name of theirs that is another's too.
    func user(id: String) -> DirectoryUser? {
        guard let user = (userNames.values.first { $0.id == id } ?? addresses.values.first { $0.id == id }) else {
            return nil
        }
        return DirectoryUser(
            id: user.id,
            userName: user.userName,
            primaryEmail: user.primaryEmail,
            isEnabled: user.isEnabled,
            sharedName: ([user.userName] + (user.primaryEmail.map { [$0] } ?? [])).lazy.compactMap(sharedName).first
        )
    }

    mutating func set(_ binding: Binding, _ origin: AssignmentOrigin?, at moment: Timestamp) {
        revision += 1
        if origin == nil { contents.end(binding, wasLent: assignments[binding] == .lease, at: moment) }
        assignments[binding] = origin
        if origin != nil { withdrawnByHand.remove(binding) }
        history[binding, default: []].append((moment, origin != nil))
        let role = RoleKey(permissionSetARN: binding.permissionSetARN, accountID: binding.accountID)
        if origin != nil {
            contents.provision(role, at: moment)
            contents.signIn(binding, at: moment)
        } else if !assignments.keys.contains(where: {
            $0.permissionSetARN == role.permissionSetARN && $0.accountID == role.accountID
        }) {
            contents.deprovision(role, at: moment)
        }
    }

    /// Ends the operations whose time has come; tells which assignments have come or gone by it.
    mutating func settle(at moment: Timestamp) -> [(operation: Operation, origin: AssignmentOrigin?)] {
        contents.settle(at: moment)
        if running.isEmpty { return [] }
        let ended = running.values.compactMap { id in operations[id].map { (id: id, operation: $0) } }
            .filter { $0.operation.endsAt <= moment && $0.operation.polls >= $0.operation.course.polls }
            .sorted { ($0.operation.endsAt, $0.id) < ($1.operation.endsAt, $1.id) }
        return ended.map { id, operation in
            running[operation.binding] = nil
            revision += 1
            let origin = assignments[operation.binding]
            if let failure = operation.course.failure {
                operations[id]?.status = .failed(failure)
            } else {
                operations[id]?.status = .succeeded
                switch operation.kind {
                case .creation where origin == nil: set(operation.binding, .lease, at: operation.endsAt)
                case .creation: break
                case .removal: set(operation.binding, nil, at: operation.endsAt)
                }
            }
            return (operation, origin)
        }
    }

    /// Begins an operation and tells when it will end.
    mutating func begin(_ kind: Kind, _ binding: Binding, at moment: Timestamp) -> (id: String, endsAt: Timestamp) {
        var course = operationCourse
        switch kind {
        case .creation: if !creationCourses.isEmpty { course = creationCourses.removeFirst() }
        case .removal: if !removalCourses.isEmpty { course = removalCourses.removeFirst() }
        }
        if kind == .removal, assignments[binding] == nil, removesAbsentAsFailure, course.failure == nil {
            course.failure = "The assignment was not found."
        }
        if suspensions[binding.accountID] != nil, course.failure == nil {
            course.failure = "The account is suspended."
        }
        revision += 1
        lastOperation += 1
        let id = "operation-\(lastOperation)"
        let endsAt = moment + course.time
        operations[id] = Operation(kind: kind, binding: binding, course: course, endsAt: endsAt)
        running[binding] = id
        maximumRunning = max(maximumRunning, running.count)
        return (id, endsAt)
    }

    /// What a listing shows at `moment`.
    func lists(_ binding: Binding, at moment: Timestamp) -> Bool {
        let seen = moment - listingDelay
        return history[binding]?.last { $0.at <= seen }?.exists ?? false
    }
}
