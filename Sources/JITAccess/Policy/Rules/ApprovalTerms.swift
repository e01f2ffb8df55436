// SPDX-License-Identifier: Apache-2.0

/// How a rule has its requests approved, as it is written. Who the owners of an account and the administrators are, the
/// policy says elsewhere; see ``PolicyPeople``.
enum ApprovalTerms: Sendable, Equatable {
    case automatic
    case levels([LevelTerms], timeout: Duration)

    /// What applies if the rule does not say.
    static let defaultTimeout = Duration.seconds(8 * 3600)

    /// None if it is automatic.
    var levels: [LevelTerms] {
        switch self {
        case .automatic: []
        case .levels(let levels, _): levels
        }
    }

    /// How many approvals it takes altogether.
    var total: Int { levels.reduce(0) { $0 + $1.required } }

    /// For permission sets that a request defines: two levels at least, those that are written, or else the account's
    /// owners and then the administrators.
    var forCustomPermissionSets: ApprovalTerms {
        switch self {
        case .automatic: .levels([.owners, .administrators], timeout: Self.defaultTimeout)
        case .levels(let levels, let timeout):
            levels.count >= 2 ? self : .levels(levels + [.administrators], timeout: timeout)
        }
    }
}

/// One level of it.
struct LevelTerms: Sendable, Equatable {
    /// Where it begins in the file.
    let offset: Int

    var name = ""
    var required = 1
    var users: [Pattern] = []
    var groups: [String] = []
    var includesOwners = false
    var includesAdministrators = false
    var needsStepUp = false
    var needsOtherEntryPoint = false

    // Without anybody if the policy names nobody: then nobody can approve, and checking the policy says so.
    fileprivate static let owners = LevelTerms(offset: 0, name: "owner", includesOwners: true)
    fileprivate static let administrators = LevelTerms(offset: 0, name: "admin", includesAdministrators: true)

    /// Whether it names somebody.
    var isForSomebody: Bool { !users.isEmpty || !groups.isEmpty || includesOwners || includesAdministrators }
}
