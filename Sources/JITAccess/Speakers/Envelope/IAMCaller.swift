// SPDX-License-Identifier: Apache-2.0

/// A caller whose signature IAM has checked, by their ARN.
///
/// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html.
struct IAMCaller: Sendable, Equatable {
    enum Identity: Sendable, Equatable {
        /// What looks like the session of a person. Anybody may make a role of such a name and choose the name of its
        /// session: whether Identity Center has made the role, only a look at the role tells.
        case person(PersonSession)
        /// A role or user of IAM; the policy may know it.
        case roleOrUser
        /// The root of an account, a federated session, a role that looks like one of Identity Center and is none.
        case other
    }

    /// A session of a role that is called as Identity Center calls its roles.
    struct PersonSession: Sendable, Equatable {
        /// Such as `AWSReservedSSO_ReadOnly_0123456789abcdef`.
        let roleName: String

        /// Such as `AROAEXAMPLE`: the role's own, which no other role ever has.
        let roleID: String

        /// The name of the session: for Identity Center the user name.
        let userName: String
    }

    let arn: String
    let account: AccountID
    let identity: Identity

    /// IAM's id of the caller, such as `AROAEXAMPLE:ada`; nil if it was not told.
    let id: String?

    /// Nil unless `arn` is a complete ARN of IAM or STS in the account `accountID`.
    ///
    /// - Parameter id: IAM's id of the caller. Without one nobody is a person.
    init?(arn: String, accountID: String, id: String?) {
        // Visible ASCII alone: it goes on record, and nothing else is in an ARN of IAM.
        guard arn.utf8.count <= 2048, arn.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let account = AccountID(accountID)
        else { return nil }
        let parts = arn.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", parts[1] == "aws" || parts[1].hasPrefix("aws-"),
            parts[2] == "iam" || parts[2] == "sts", parts[3].isEmpty, parts[4] == accountID
        else { return nil }
        self.arn = arn
        self.account = account
        self.id = id.flatMap { Self.isID($0) ? $0 : nil }
        identity = Self.identity(service: parts[2], resource: parts[5], id: self.id)
    }

    private static func identity(service: Substring, resource: Substring, id: String?) -> Identity {
        let parts = resource.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, !parts.contains("") else { return .other }
        switch (service, parts[0]) {
        case ("iam", "user"): return .roleOrUser
        case ("sts", "assumed-role"):
            guard parts.count == 3 else { return .other }
            guard parts[1].hasPrefix(reservedPrefix) else { return .roleOrUser }
            guard isPermissionSetRole(parts[1]), isSessionName(parts[2]),
                let roleID = roleID(in: id, session: parts[2])
            else { return .other }
            return .person(
                PersonSession(roleName: String(parts[1]), roleID: roleID, userName: String(parts[2]))
            )
        default: return .other
        }
    }

    /// The id of the role, if the caller's id is that of a session of this name: `AROAEXAMPLE:ada`.
    private static func roleID(in id: String?, session: Substring) -> String? {
        guard let parts = id?.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false), parts.count == 2,
            parts[0].hasPrefix("AROA"), parts[1] == session
        else { return nil }
        return String(parts[0])
    }

    /// Whether it can be an id of IAM: letters and digits, and the name of a session after a colon.
    private static func isID(_ id: String) -> Bool {
        let parts = id.split(separator: ":", omittingEmptySubsequences: false)
        guard let unique = parts.first, (1...2).contains(parts.count), (1...128).contains(unique.utf8.count) else {
            return false
        }
        return unique.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            && parts.dropFirst().allSatisfy(isSessionName)
    }

    private static let reservedPrefix = "AWSReservedSSO_"

    /// Whether the role is called `AWSReservedSSO_<permission set>_<16 hexadecimal digits>`.
    private static func isPermissionSetRole(_ role: Substring) -> Bool {
        let parts = role.dropFirst(reservedPrefix.count)
        guard let separator = parts.lastIndex(of: "_"), separator > parts.startIndex else { return false }
        let suffix = parts[parts.index(after: separator)...]
        return suffix.utf8.count == 16
            && suffix.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Whether STS would take it for a session: 2 to 64 letters, digits and `_+=,.@-`.
    private static func isSessionName(_ name: Substring) -> Bool {
        (2...64).contains(name.utf8.count)
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+=,.@-".contains($0)) }
    }
}
