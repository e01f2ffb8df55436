// SPDX-License-Identifier: Apache-2.0

extension RequestRecord {
    /// Whether the request is the speaker's own: made by them or through them, or for access of theirs.
    func belongs(to speaker: Speaker) -> Bool {
        if case .integration = speaker.kind { return requestedBy.proof == speaker.proof }
        if let userID = speaker.userID { return userID == self.userID || userID == requestedBy.userID }
        return speaker.kind == requestedBy.kind && speaker.kind != .unidentified
    }

    /// Whether the speaker may see and end it without being an approver: its owner, or the system that calls the
    /// functions directly, which answers for everything.
    func isOpen(to speaker: Speaker) -> Bool {
        speaker.kind == .callingSystem || belongs(to: speaker)
    }
}
