// SPDX-License-Identifier: Apache-2.0

/// Notices that Lambda delivers the same event again and again because it accepts no answer to it.
///
/// `/next` repeats an event until it has been answered. Were an answer refused every time, the handler would run in a
/// circle, with all its effects.
struct RefusalCounter {
    enum Verdict {
        case carryOn
        case tooMany
    }

    private static let most = 3

    private var requestID = ""
    private var refusals = 0

    /// Counts refusals of one event's answers in a row.
    mutating func count(_ requestID: String, wasAccepted: Bool) -> Verdict {
        if wasAccepted || requestID != self.requestID {
            refusals = 0
        }
        self.requestID = requestID
        if !wasAccepted {
            refusals += 1
        }
        return refusals < Self.most ? .carryOn : .tooMany
    }
}
