// SPDX-License-Identifier: Apache-2.0

/// Who must approve a request before access is granted.
public enum ApprovalRequirement: Sendable, Equatable {
    /// Nobody.
    case automatic
    /// Each level in turn. What is not decided within `timeout` of the request is not granted.
    case levels([ApprovalLevel], timeout: Duration)

    /// How many approvals it takes altogether.
    public var total: Int {
        switch self {
        case .automatic: 0
        case .levels(let levels, _): levels.reduce(0) { $0 + $1.required }
        }
    }
}

/// One step of an approval.
public struct ApprovalLevel: Sendable, Equatable {
    /// Such as `owner`.
    public let name: String

    /// How many different people must approve.
    public let required: Int

    public let approvers: ApproverSet

    /// Whether an approval must come by a call that the approver has signed themselves: an integration's word that it is
    /// them is not enough then, and a stolen session of a chat approves nothing.
    public var needsStepUp = false

    /// Whether an approval must come by another entry point than the request did: one integration, or one stolen session
    /// of it, then cannot both ask and approve.
    public var needsOtherEntryPoint = false
}
