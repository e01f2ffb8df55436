// SPDX-License-Identifier: Apache-2.0

/// Reading what Identity Center holds as a whole. Revoke has it, Grant has not.
///
/// Every page is one call of AWS, and each call waits for its turn at the pacer.
public protocol AssignmentSurvey: Sendable {
    /// How many calls a second it may make.
    var callsPerSecond: Int { get }

    /// The ARNs of every permission set there is.
    ///
    /// - Throws: ``DirectoryError`` also if the instance cannot be seen: whoever asks the wrong one finds nothing, and
    ///   that must not be taken for access that has gone.
    func permissionSets(_ pacer: CallPacer) async throws(DirectoryError) -> [String]

    /// The permission set with this ARN; nil if it has gone.
    func permissionSet(_ arn: String, _ pacer: CallPacer) async throws(DirectoryError) -> PermissionSet?

    /// Its tags; none if it has gone.
    func tags(of arn: String, _ pacer: CallPacer) async throws(DirectoryError) -> [String: String]

    /// The accounts where it is provisioned; none if it has gone.
    func accounts(with arn: String, _ pacer: CallPacer) async throws(DirectoryError) -> [AccountID]

    /// Who has it in an account; nobody if it has gone. The listing may be some minutes behind.
    func assignments(
        of arn: String,
        in account: AccountID,
        _ pacer: CallPacer
    ) async throws(DirectoryError) -> SurveyedPair
}

/// Who has one permission set in one account.
public struct SurveyedPair: Sendable, Equatable {
    /// The ids of the users with an assignment of their own.
    public var users: Set<String>

    /// How many groups have one. Hourglass lends to users only, so there is nothing to compare them with.
    public var groups: Int

    /// Creates a pair, nobody's unless it is said.
    public init(users: Set<String> = [], groups: Int = 0) {
        self.users = users
        self.groups = groups
    }
}
