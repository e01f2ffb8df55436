// SPDX-License-Identifier: Apache-2.0

package import Hashing

/// What somebody asked for, valid in itself; whether it is allowed is for the rules to say.
public struct AccessRequest: Sendable, Equatable {
    public let id: RequestID

    /// The user's name or e-mail address, as the caller gave it.
    public let userEmail: String

    public let accountID: AccountID

    /// The name of the permission set; of one that the request defines itself, the name that it will have.
    public let permissionSet: String

    /// What the permission set is to give, if the request, or the one it extends, defines it.
    public let customPermissionSet: CustomPermissionSet?

    public let duration: LeaseDuration

    public let justification: String?
    public let ticket: String?
    public let source: RequestSource?

    /// Who asks and who has approved, in the caller's words: recorded, and proof of nothing.
    public let requester: String?
    public let approver: String?

    /// When access is to begin; nil for as soon as it may.
    public let startAt: Timestamp?

    /// The request whose lease this one prolongs; nil for access of its own.
    public let extends: RequestID?

    /// Creates a request; what was not asked for stays nil.
    public init(
        id: RequestID,
        userEmail: String,
        accountID: AccountID,
        permissionSet: String,
        duration: LeaseDuration,
        justification: String? = nil,
        ticket: String? = nil,
        source: RequestSource? = nil,
        requester: String? = nil,
        approver: String? = nil,
        startAt: Timestamp? = nil,
        extends: RequestID? = nil,
        customPermissionSet: CustomPermissionSet? = nil
    ) {
        self.id = id
        self.userEmail = userEmail
        self.accountID = accountID
        self.permissionSet = permissionSet
        self.duration = duration
        self.justification = justification
        self.ticket = ticket
        self.source = source
        self.requester = requester
        self.approver = approver
        self.startAt = startAt
        self.extends = extends
        self.customPermissionSet = customPermissionSet
    }

    /// The permission set that must be made before it can be lent; what an extension prolongs is there already.
    var permissionSetToMake: CustomPermissionSet? { extends == nil ? customPermissionSet : nil }

    /// SHA-256 over everything asked for but the id: two deliveries of one request have the same, and what approvers
    /// approve is this.
    ///
    /// - Throws: ``HashingError`` if it cannot be computed.
    package func digest() throws(HashingError) -> String {
        try SHA256.hex(JSONValue.object(digestMembers).canonicalText)
    }

    /// What ``digest()`` is over. What is added here is added to ``RequestFacts`` too: approvers are shown all of it.
    var digestMembers: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "user_email": .string(userEmail),
            "account_id": .string(accountID.description),
            "permission_set": .string(permissionSet),
            "duration_seconds": .integer(duration.seconds),
        ]
        members["justification"] = justification.map(JSONValue.string)
        members["ticket"] = ticket.map(JSONValue.string)
        members["source"] = (source?.rawValue).map(JSONValue.string)
        members["requester"] = requester.map(JSONValue.string)
        members["approver"] = approver.map(JSONValue.string)
        members["start_at"] = (startAt?.milliseconds).map(JSONValue.integer)
        if let customPermissionSet {
            // Its name is made of the id.
            members["permission_set"] = nil
            members["custom_permission_set"] = customPermissionSet.json
        }
        members["extends"] = (extends?.description).map(JSONValue.string)
        return members
    }
}

/// The way a request came.
public enum RequestSource: String, Sendable, CaseIterable {
    case console
    case cli
    case pipeline
    case agent
    case servicenow
    case slack
}
