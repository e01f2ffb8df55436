// SPDX-License-Identifier: Apache-2.0

extension Refusal {
    static func permissionSetGone(_ request: AccessRequest) -> Refusal {
        Refusal(.permissionSetNotFound, "There is no permission set \(request.permissionSet).")
    }

    /// What the policy says no to, with the code for programs.
    init(_ refusal: PolicyRefusal) {
        let code: Code =
            switch refusal.code {
            case .denied: .deniedByRule
            case .noRule: .notAllowed
            case .durationTooLong, .totalTooLong: .durationNotAllowed
            case .justificationTooShort: .justificationRequired
            case .ticketMissing, .ticketPattern: .ticketRequired
            case .ticketNotValid: .ticketNotValid
            case .ticketOfOthers: .ticketOfOthers
            case .outsideChangeWindow: .outsideChangeWindow
            case .outsideWindow: .outsideWindow
            case .undecided: .ledgerUnavailable
            }
        self.init(code, refusal.message)
    }

    /// A request that has been decided, by whom and how.
    static func decided(_ record: RequestRecord) -> Refusal {
        let how: String
        switch record.state {
        case .closed(let closing):
            let comment = closing.comment.map { ": \($0)" } ?? ""
            switch closing.kind {
            case .rejected: how = "was rejected by \(closing.by.name) at \(closing.at.iso8601)\(comment)"
            case .cancelled: how = "was cancelled by \(closing.by.name) at \(closing.at.iso8601)\(comment)"
            case .timedOut: how = "was not decided in time and ended at \(closing.at.iso8601)"
            }
        case .approved, .leased:
            let by = record.approvals.map(\.by.name)
            how =
                by.isEmpty
                ? "needs no approval: the rule \(record.policy.rule) allows it"
                : "has been approved by \(by.joined(separator: " and "))"
        case .pending: how = "is pending"
        }
        return Refusal(.alreadyDecided, "The request \(record.id.given) \(how).")
    }

    static func policyChanged(_ mark: PolicyMark) -> Refusal {
        Refusal(
            .policyChanged,
            "The rule \(mark.rule) has been changed since the request was made. Let the request be made again."
        )
    }

    static func tooEarly(_ start: RequestRecord.Start) -> Refusal {
        Refusal(
            .grantFailed,
            "The access begins at \(start.at.iso8601) and not before, whenever its item says that it is due."
        )
    }

    /// A name that two users have, so that nobody can tell whom somebody means who uses it.
    static func ambiguousUser(_ shared: SharedName) -> Refusal {
        var refusal = Refusal(
            .ambiguousUser,
            "The name \(shared.name) is the user name of one user in Identity Center and an e-mail address of another, so "
                + "it cannot be told who is meant. Ask an administrator of Identity Center to change one of them."
        )
        refusal.alert = .sharedName(shared)
        return refusal
    }

    static func userNotFound(_ name: String) -> Refusal {
        Refusal(.userNotFound, "There is no user \(name) in Identity Center.")
    }

    static func requestNotFound(_ id: RequestID) -> Refusal {
        Refusal(.requestNotFound, "There is no request \(id.given) that you may see.")
    }

    /// - Parameter ids: those that whoever asks may see.
    static func requestIDAmbiguous(_ short: GivenRequestID, _ ids: [RequestID]) -> Refusal {
        let names = ids.map(\.description).joined(separator: ", ")
        return Refusal(.requestIDAmbiguous, "The id \(short) is that of several requests. Say which: \(names).")
    }

    static func changing(_ id: RequestID) -> Refusal {
        Refusal(.requestChanging, "The request \(id.given) is being changed by others just now. Try again.")
    }
}

extension FirstAlert {
    fileprivate static func sharedName(_ shared: SharedName) -> FirstAlert {
        FirstAlert(
            "name#\(shared.userNameOf)#\(shared.addressOf)",
            subject: "Hourglass: two users have one name",
            message: """
                \(shared.name) is the user name of the user \(shared.userNameOf) and an e-mail address of the user \
                \(shared.addressOf). A rule that names one of them so would let the other in, so both are refused until \
                the name is one user's alone.

                What to do: find out in CloudTrail who has given it to whom (CreateUser, UpdateUser), and change one of the \
                two in Identity Center. Further calls are on record and not in another alert.
                """
        )
    }
}
