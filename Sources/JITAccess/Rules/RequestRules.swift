// SPDX-License-Identifier: Apache-2.0

/// Which valid requests are granted, and what a request that leaves something out means.
public struct RequestRules: Sendable, Equatable {
    /// The name this rule has in the audit trail.
    public static let name = "allowed-permission-sets"

    /// The permission set of a request that names none.
    public let defaultPermissionSet: String

    /// The permission sets that may be lent.
    public let allowedPermissionSets: Set<String>

    /// The duration of a request that names none.
    public let defaultDuration: LeaseDuration

    /// The longest duration that is granted.
    public let maximumDuration: LeaseDuration

    /// Creates rules. The default permission set alone is allowed unless `allowedPermissionSets` says otherwise.
    public init(
        defaultPermissionSet: String,
        allowedPermissionSets: Set<String>? = nil,
        defaultDuration: LeaseDuration,
        maximumDuration: LeaseDuration
    ) {
        self.defaultPermissionSet = defaultPermissionSet
        self.allowedPermissionSets = allowedPermissionSets ?? [defaultPermissionSet]
        self.defaultDuration = defaultDuration
        self.maximumDuration = maximumDuration
    }

    /// - Throws: ``Refusal`` (403) if the request is not allowed.
    func check(_ request: AccessRequest) throws(Refusal) {
        guard allowedPermissionSets.contains(request.permissionSet) else {
            throw Refusal(
                .permissionSetNotAllowed,
                "The permission set \(request.permissionSet) is not lent here. "
                    + "Allowed: \(allowedPermissionSets.sorted().joined(separator: ", "))."
            )
        }
        guard request.duration <= maximumDuration else {
            throw Refusal(
                .durationNotAllowed,
                "The duration of \(request.duration) is longer than the \(maximumDuration) allowed."
            )
        }
    }
}
