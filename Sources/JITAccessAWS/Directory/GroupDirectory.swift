// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// Who is in which group. The ids of groups that were found by name are remembered for a minute: a group may be renamed,
/// and another one may get its name.
actor GroupDirectory {
    /// The Identity Store's quota is shared by everything in the organization that asks it.
    private static let maximumInFlight = 5

    /// How long the id that a name has is believed.
    private static let timeToLive = Duration.seconds(60)

    /// The id that a name had.
    private struct Known {
        let id: String
        let at: Timestamp
    }

    private let identityStore: IdentityStore
    private let clock: any AccessClock
    private let log: (any Diagnostics)?
    private var ids: [String: Known] = [:]
    private var reported: Set<String> = []

    init(_ identityStore: IdentityStore, clock: any AccessClock, log: (any Diagnostics)?) {
        self.identityStore = identityStore
        self.clock = clock
        self.log = log
    }

    /// Those of `names`, which are display names or ids of groups or `group:<id>`, that the user is a member of.
    func groups(
        of userID: String,
        among names: Set<String>,
        identityStoreID store: String
    ) async throws(DirectoryError) -> Set<String> {
        guard !names.isEmpty else { return [] }
        let groups = try await resolve(names, store)
        do {
            return try await members(userID, groups, store)
        } catch  where error.isNotFound {
            // A group has gone since its name was looked up; another one may have its name now.
            for name in names { ids[name] = nil }
        } catch {
            throw DirectoryError(error)
        }
        return try await membersOneByOne(userID, try await resolve(names, store), store)
    }

    // MARK: Names

    /// The ids of the groups that exist, with the names they were asked for by.
    private func resolve(_ names: Set<String>, _ store: String) async throws(DirectoryError) -> [String: String] {
        var found: [String: String] = [:]
        var unknown: [String] = []
        let now = clock.now()
        for name in names {
            if let id = Self.writtenID(name) ?? remembered(name, at: now) {
                found[name] = id
            } else {
                unknown.append(name)
            }
        }
        let identityStore = identityStore
        let looked = await Self.concurrently(unknown) { name throws(AWSError) in
            try await identityStore.getGroupID(identityStoreID: store, displayName: name)
        }
        for (name, result) in looked {
            do {
                let id = try result.get()
                ids[name] = Known(id: id, at: now)
                found[name] = id
            } catch  where error.isNotFound {
                report(name)
            } catch {
                throw DirectoryError(error)
            }
        }
        return found
    }

    /// The id that the name was found to have less than a minute ago. A clock that went back makes nothing younger.
    private func remembered(_ name: String, at now: Timestamp) -> String? {
        guard let known = ids[name], known.at <= now, now - known.at < Self.timeToLive else { return nil }
        return known.id
    }

    /// The id, if that is what the policy names the group by.
    private static func writtenID(_ name: String) -> String? {
        if name.hasPrefix(PersonReference.groupPrefix) { return PersonReference.groupID(of: name) }
        return isGroupID(name) ? name : nil
    }

    /// Says once that the policy names a group that does not exist: nobody is in it, which may be a typing error.
    private func report(_ name: String) {
        guard reported.insert(name).inserted else { return }
        log?.warning("There is no group \(String(reflecting: name)) in the Identity Store; nobody is in it.")
    }

    /// Whether it has the form of a group's id: a UUID, often after ten hexadecimal digits.
    private static func isGroupID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return [[8, 4, 4, 4, 12], [10, 8, 4, 4, 4, 12]].contains(parts.map(\.utf8.count))
            && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
    }

    // MARK: Members

    private func members(
        _ userID: String,
        _ groups: [String: String],
        _ store: String
    ) async throws(AWSError) -> Set<String> {
        let all = Array(Set(groups.values)).sorted()
        let batches = stride(from: 0, to: all.count, by: IdentityStore.maximumGroupsPerCall).map { start in
            Array(all[start..<min(start + IdentityStore.maximumGroupsPerCall, all.count)])
        }
        let identityStore = identityStore
        let asked = await Self.concurrently(batches) { batch throws(AWSError) in
            try await identityStore.memberships(identityStoreID: store, userID: userID, groupIDs: batch)
        }
        var memberships: Set<String> = []
        for result in asked.values { memberships.formUnion(try result.get()) }
        return Set(groups.filter { memberships.contains($0.value) }.keys)
    }

    /// As ``members(_:_:_:)``, where one of the groups may not exist, which fails the call for all of them.
    private func membersOneByOne(
        _ userID: String,
        _ groups: [String: String],
        _ store: String
    ) async throws(DirectoryError) -> Set<String> {
        let identityStore = identityStore
        let asked = await Self.concurrently(Array(groups.keys)) { name throws(AWSError) in
            try await identityStore.memberships(
                identityStoreID: store,
                userID: userID,
                groupIDs: groups[name].map { [$0] } ?? []
            )
        }
        var names: Set<String> = []
        for (name, result) in asked {
            do {
                if try !result.get().isEmpty { names.insert(name) }
            } catch  where error.isNotFound {
                report(name)
            } catch {
                throw DirectoryError(error)
            }
        }
        return names
    }

    private static func concurrently<Key: Hashable & Sendable, Value: Sendable>(
        _ keys: [Key],
        _ body: @escaping @Sendable (Key) async throws(AWSError) -> Value
    ) async -> [Key: Result<Value, AWSError>] {
        var rest = keys[...]
        return await withTaskGroup(of: (Key, Result<Value, AWSError>).self) { group in
            var results: [Key: Result<Value, AWSError>] = [:]
            for key in rest.prefix(maximumInFlight) {
                group.addTask { (key, await attempt { () throws(AWSError) in try await body(key) }) }
            }
            rest = rest.dropFirst(maximumInFlight)
            while let (key, result) = await group.next() {
                results[key] = result
                if let next = rest.popFirst() {
                    group.addTask { (next, await attempt { () throws(AWSError) in try await body(next) }) }
                }
            }
            return results
        }
    }
}
