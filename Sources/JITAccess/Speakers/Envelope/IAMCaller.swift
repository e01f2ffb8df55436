// SPDX-License-Identifier: Apache-2.0

/// A caller whose signature IAM has checked, by their ARN.
///
/// See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html.
struct IAMCaller: Sendable, Equatable {
    enum Identity: Sendable, Equatable {
        /// The session of a person, which has their user name in Identity Center. Nobody else can have a session of
        /// such a role: only Identity Center may create and change what is called so.
        case person(userName: String)
        /// A role or user of IAM; the policy may know it.
        case roleOrUser
        /// The root of an account, a federated session, a role that looks like one of Identity Center and is none.
        case other
    }

    let arn: String
    let account: AccountID
    let identity: Identity

    /// Nil unless `arn` is a complete ARN of IAM or STS in the account `accountID`.
    init?(arn: String, accountID: String) {
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
        identity = Self.identity(service: parts[2], resource: parts[5])
    }

    private static func identity(service: Substring, resource: Substring) -> Identity {
        let parts = resource.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, !parts.contains("") else { return .other }
        switch (service, parts[0]) {
        case ("iam", "user"): return .roleOrUser
        case ("sts", "assumed-role"):
            guard parts.count == 3 else { return .other }
            guard parts[1].hasPrefix(reservedPrefix) else { return .roleOrUser }
            guard isPermissionSetRole(parts[1]), isSessionName(parts[2]) else { return .other }
            return .person(userName: String(parts[2]))
        default: return .other
        }
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
