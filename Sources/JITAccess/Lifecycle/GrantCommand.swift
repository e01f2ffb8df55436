// SPDX-License-Identifier: Apache-2.0

/// What a Grant event asks for.
enum GrantCommand: Equatable {
    case request(AccessRequest)
    case decide(Decision)
    case cancel(RequestID, reason: String?)
    case extend(Extension)
    case status(RequestID)
    case list(RequestList)
    case options(OptionsQuestion)
    /// Look at every request whose moment has come.
    case sweep
}

/// An approver's word on a request.
struct Decision: Equatable {
    enum Verdict: Equatable { case approve, reject }

    let requestID: RequestID
    let verdict: Verdict

    /// The digest of the request as the approver was shown it.
    let digest: String

    let comment: String?
}

/// More time on access that somebody has.
struct Extension: Equatable {
    /// The id of the new request.
    let id: RequestID

    /// The request whose lease is to be prolonged.
    let extends: RequestID

    /// How much longer; nil for the default.
    let duration: LeaseDuration

    let justification: String?
    let ticket: String?
    let source: RequestSource?
}

/// Which requests to list.
struct RequestList: Equatable {
    enum View: String, CaseIterable {
        /// Those for access of the speaker.
        case mine
        /// Those that await the speaker's approval.
        case approvals
    }

    let view: View

    /// Whose requests, if the speaker is no person; the calling system names one.
    let userEmail: String?

    /// After which place of an earlier list it goes on; nil for the beginning.
    var after: ListPlace?
}
