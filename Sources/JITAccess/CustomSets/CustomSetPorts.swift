// SPDX-License-Identifier: Apache-2.0

/// The right to make permission sets. Grant has it, Revoke has not.
public protocol PermissionSetMaker: Sendable {
    /// Makes the permission set of a request, or finishes one that an earlier try has begun. It can be lent only when
    /// this returns.
    ///
    /// - Throws: ``DirectoryError``: `refused` also where another permission set has the name, or has policies that
    ///   nobody approved.
    func make(
        _ definition: CustomPermissionSet,
        named name: String,
        for request: RequestID
    ) async throws(DirectoryError) -> PermissionSet
}

/// The right to delete permission sets that were made for a request. Revoke has it, Grant has not.
public protocol PermissionSetDeleter: Sendable {
    /// Deletes the permission set of a request, and no other.
    ///
    /// - Parameter arn: Its ARN; nil if its maker was cut off before it could be written down, and it is looked for by
    ///   its name.
    func delete(
        named name: String,
        arn: String?,
        of request: RequestID
    ) async throws(DirectoryError) -> PermissionSetDeletion
}

/// What has become of a permission set that was to be deleted.
public enum PermissionSetDeletion: Sendable, Equatable {
    case deleted
    /// There is none. Shortly after it was made, a listing may not show it yet.
    case absent
    /// It is assigned, or a change to it is under way.
    case inUse
    /// Its tags do not say that it was made for this request: it is left alone.
    case notOurs
}

/// The tags that tell whose a permission set is.
public enum CustomSetTag {
    /// Its value is `true`.
    public static let managed = "hourglass:managed"

    /// Its value is the id of the request.
    public static let request = "hourglass:request"

    /// The tags of the permission set of a request.
    public static func all(for request: RequestID) -> [String: String] {
        [managed: "true", Self.request: request.description]
    }

    /// Whether the tags say that it was made for this request.
    public static func mark(_ tags: [String: String], as request: RequestID) -> Bool {
        all(for: request).allSatisfy { tags[$0.key] == $0.value }
    }
}
