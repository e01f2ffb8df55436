// SPDX-License-Identifier: Apache-2.0

/// Which permission sets are ours to look after: the one definition, for reconcile and whatever else must know.
///
/// A permission set is managed if it has the tag ``ManagedTag/key`` with the value ``ManagedTag/value`` (those that are made
/// for requests have it), if it is the default one, if an allow rule of the policy names it literally, or if the ledger
/// holds a binding of it. A pattern such as `*` makes nothing managed: it would make every permission set of the
/// organization managed, those that Hourglass has never lent too.
struct ManagedPermissionSets: Sendable {
    /// By name: the default one and those of the policy's rules.
    let names: Set<String>

    init(policy: Policy, defaultPermissionSet: String) {
        names = policy.literalPermissionSets.union([defaultPermissionSet])
    }

    /// Whether one of this name and with these tags is managed, whatever the ledger holds.
    func include(_ name: String, tags: @autoclosure () async throws(DirectoryError) -> [String: String])
        async throws(DirectoryError) -> Bool
    {
        if names.contains(name) { return true }
        return ManagedTag.marks(try await tags())
    }
}

/// The tag of managed permission sets.
public enum ManagedTag {
    public static let key = CustomSetTag.managed
    public static let value = "true"

    /// Whether the tags say that a permission set is managed.
    public static func marks(_ tags: [String: String]) -> Bool {
        tags[key] == value
    }
}

extension Policy {
    /// The permission sets that allow rules name literally.
    var literalPermissionSets: Set<String> {
        Set(
            rules.filter { $0.terms != nil }
                .flatMap { $0.permissionSets.names.filter { $0.literal != nil }.map(\.text) }
        )
    }
}
