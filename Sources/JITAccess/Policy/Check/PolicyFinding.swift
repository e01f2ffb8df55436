// SPDX-License-Identifier: Apache-2.0

/// Something in a valid policy that is hardly meant.
public struct PolicyFinding: Sendable, Equatable, CustomStringConvertible {
    /// What kind of finding it is.
    public enum Code: String, Sendable, CaseIterable {
        /// The rule never decides anything.
        case unreachable
        /// Nobody is there who could approve, or only the requester.
        case neverApproved = "never_approved"
        /// It is written as automatic or with one level, and takes two.
        case customLevels = "custom_levels"
        /// Whoever is asked may approve.
        case anybodyApproves = "anybody_approves"
        /// Requests may come that way, but no rule is for it.
        case pathWithoutRule = "path_without_rule"
        /// No rule allows anything.
        case nothingAllowed = "nothing_allowed"
        /// An account is chosen by its name, which its own administrators can change.
        case accountNames = "account_names"
        /// Whoever asks is administrator of any account.
        case administratorAnywhere = "administrator_anywhere"
        /// It denies permission sets by their names, and a request may define one that allows the same.
        case customNotDenied = "custom_not_denied"
        /// It names somebody who is not there.
        case nameOfNobody = "name_of_nobody"
        /// It names somebody by the user name of one and the address of another.
        case nameOfSeveral = "name_of_several"
        /// Who had the id is gone.
        case idGone = "id_gone"
        /// Whoever has the id is called otherwise than is noted.
        case nameChanged = "name_changed"
        /// It names somebody who cannot sign in.
        case userDisabled = "user_disabled"
        /// It is for people by one of the paths cli and console, which they choose between.
        case interactivePaths = "interactive_paths"

        /// No ticket has a number that the rule's pattern matches.
        case ticketPattern = "ticket_pattern"
        /// All of its windows are over.
        case windowsOver = "windows_over"

        /// Whether it may be meant as it is: such a finding is told and fails nothing.
        public var isWarning: Bool {
            switch self {
            case .administratorAnywhere, .customNotDenied, .nameChanged, .userDisabled, .windowsOver: true
            default: false
            }
        }
    }

    public let code: Code

    /// The value it is about, such as `$.rules[3]`.
    public let path: String

    /// The line of the file, from 1; 1 if it is about the whole.
    public let line: Int

    /// A sentence that says what is the matter and what to do.
    public let message: String

    /// Creates a finding.
    package init(code: Code, path: String, line: Int, message: String) {
        self.code = code
        self.path = path
        self.line = line
        self.message = message
    }

    /// In one line: `line 12: $.rules[3]: The rule ...`.
    public var description: String { "line \(line): \(path): \(message)" }
}
