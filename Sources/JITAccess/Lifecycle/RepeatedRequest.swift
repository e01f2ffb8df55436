// SPDX-License-Identifier: Apache-2.0

/// What a request is answered that is in the ledger already: each delivery gets the same, and nobody else gets it.
enum RepeatedRequest {
    /// The answer; nil if its grant is under way and may have been abandoned.
    ///
    /// - Parameters:
    ///   - digest: that of what is asked for now.
    ///   - speaker: who asks now. Only whoever made the request is told anything of it.
    /// - Throws: ``Refusal`` if the id belongs to another request, or this one has failed or was decided against.
    static func answer(
        _ known: RequestRecord,
        digest: String,
        askedBy speaker: Speaker
    ) throws(Refusal) -> Answer? {
        guard known.digest == digest, known.requestedBy.isSameCaller(as: speaker) else {
            throw Refusal(
                .requestIDReused,
                "The request id \(known.id.given) belongs to another request. Use a new id for a new request."
            )
        }
        switch known.state {
        case .pending: return RequestAnswers.pending(known)
        case .approved: return RequestAnswers.approved(known)
        case .closed: throw .decided(known)
        case .leased(let lease):
            switch lease.status {
            case .active, .revoking, .expired, .revoked: return GrantAnswers.granted(known)
            case .granting: return nil
            case .failed:
                throw Refusal(
                    .grantFailed,
                    "This request has failed: \(lease.failure ?? "no reason is recorded"). Use a new id to try again.",
                    isRecorded: true
                )
            }
        }
    }
}
