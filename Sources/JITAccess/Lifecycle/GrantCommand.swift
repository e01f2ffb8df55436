// SPDX-License-Identifier: Apache-2.0

/// What a Grant event asks for.
enum GrantCommand: Equatable {
    case request(AccessRequest)
    case decide(Decision)
    case cancel(NamedRequest, reason: String?)
    case extend(Extension)
    case status(NamedRequest)
    case list(RequestList)
    case options(OptionsQuestion)
    /// Look at every request whose moment has come.
    case sweep
}

extension GrantCommand {
    /// The request that it is about, if it names one that is there already.
    var named: NamedRequest? {
        switch self {
        case .decide(let decision): decision.request
        case .cancel(let named, _), .status(let named): named
        case .extend(let wanted): wanted.extends
        case .request, .list, .options, .sweep: nil
        }
    }

    /// The same about another request.
    func naming(_ id: RequestID) -> GrantCommand {
        let named = NamedRequest(id)
        switch self {
        case .decide(let decision):
            return .decide(
                Decision(
                    request: named,
                    verdict: decision.verdict,
                    digest: decision.digest,
                    comment: decision.comment
                )
            )
        case .cancel(_, let reason): return .cancel(named, reason: reason)
        case .status: return .status(named)
        case .extend(let wanted):
            return .extend(
                Extension(
                    id: wanted.id,
                    extends: named,
                    duration: wanted.duration,
                    justification: wanted.justification,
                    ticket: wanted.ticket,
                    source: wanted.source
                )
            )
        case .request, .list, .options, .sweep: return self
        }
    }
}

/// An approver's word on a request.
struct Decision: Equatable {
    enum Verdict: Equatable { case approve, reject }

    let request: NamedRequest
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
    let extends: NamedRequest

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
