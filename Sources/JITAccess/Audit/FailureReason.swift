// SPDX-License-Identifier: Apache-2.0

/// Why something failed, in the two texts that are wanted of it: AWS's own words name roles, resources and policies, and
/// stay in the account.
public struct FailureReason: Sendable, Equatable {
    /// For the audit trail, alerts and the log.
    public let full: String

    /// For tickets, chat, and whoever calls.
    public let told: String

    /// A reason that has nothing of AWS's words in it, or whose caller has taken them out of `told`.
    ///
    /// - Parameter full: nil if it is the same.
    public init(_ told: String, full: String? = nil) {
        self.full = full ?? told
        self.told = told
    }

    /// Why a call failed.
    public init(_ error: DirectoryError) {
        let told =
            switch error.kind {
            case .refused: "The call was refused"
            case .unavailable: "AWS did not answer as it should"
            case .throttled: "AWS had too many calls"
            case .conflict: "Something else was being changed"
            case .ambiguous: "Two users have the name"
            }
        self.init("\(told); the audit trail has the reason.", full: error.message)
    }

    /// Why Identity Center could not finish an operation that it had accepted.
    static func operation(_ text: String) -> FailureReason {
        FailureReason("Identity Center could not do it; the audit trail has the reason.", full: text)
    }

    /// Why a refused request was refused.
    init(_ refusal: Refusal) {
        self.init(refusal.message, full: refusal.cause.map { "\(refusal.message) \($0)" })
    }
}
