// SPDX-License-Identifier: Apache-2.0

/// The right to write fences into permission sets. Revoke has it, Grant has not.
public protocol PermissionSetFencer: Sendable {
    /// What a fence depends on; nil if there is no such permission set.
    func facts(about permissionSetARN: String) async throws(DirectoryError) -> PermissionSetFacts?

    /// The inline policy, as it is written; nil if there is none.
    func inlinePolicy(of permissionSetARN: String) async throws(DirectoryError) -> String?

    /// Puts the inline policy in place of the one there is; nil deletes it. No account has it before it is provisioned.
    func setInlinePolicy(_ text: String?, of permissionSetARN: String) async throws(DirectoryError)

    /// The accounts that have a role of this permission set. The listing may be a little behind.
    func accounts(with permissionSetARN: String) async throws(DirectoryError) -> Set<AccountID>

    /// Begins to bring the role in the account to what the permission set says now.
    func provision(
        _ permissionSetARN: String,
        to account: AccountID
    ) async throws(DirectoryError) -> AssignmentOperation

    /// How far that is.
    func provisioning(_ id: String) async throws(DirectoryError) -> AssignmentOperation
}

/// What a fence depends on.
public struct PermissionSetFacts: Sendable, Equatable {
    /// Its name, which never changes.
    public let name: String

    public let tags: [String: String]

    /// How long a role session lasts at most, in seconds.
    public let sessionSeconds: Int64

    /// Creates facts.
    public init(name: String, tags: [String: String], sessionSeconds: Int64) {
        self.name = name
        self.tags = tags
        self.sessionSeconds = sessionSeconds
    }

    /// Whether Hourglass may write into it. One that was made for a request is deleted with its last lease, and its
    /// sessions end with its role.
    var isFenced: Bool { tags[CustomSetTag.managed] == "true" && tags[CustomSetTag.request] == nil }
}

/// Work that nobody waits for: it is done when the answer has been posted, within the same invocation.
public protocol Afterwards: Sendable {
    /// Has `work` done afterwards.
    func run(_ work: @escaping @Sendable () async -> Void) async
}

/// Does it at once.
public struct AtOnce: Afterwards {
    /// Creates it.
    public init() {}

    public func run(_ work: @escaping @Sendable () async -> Void) async { await work() }
}
