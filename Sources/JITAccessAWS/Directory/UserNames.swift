// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// Whose user name or address a text is. What was found is remembered for a minute: a name may be given to another.
actor UserNames {
    /// How long it is believed.
    private static let timeToLive = Duration.seconds(60)

    /// The most that is remembered; who has more names looked up in a minute has some looked up again.
    private static let maximum = 1_000

    /// Whose it was; nobody's if there is no id.
    private struct Known {
        let id: String?
        let at: Timestamp
    }

    private let identityStore: IdentityStore
    private let clock: any AccessClock
    private var known: [IdentityStore.UniqueAttribute: Known] = [:]

    init(_ identityStore: IdentityStore, clock: any AccessClock) {
        self.identityStore = identityStore
        self.clock = clock
    }

    /// The id of the user whose user name or address this is; nil if there is none, which is not remembered: they may just
    /// have been made.
    ///
    /// - Throws: ``DirectoryError`` if it is the user name of one and an address of another, or if either cannot be told.
    func userID(named name: String, in store: String) async throws(DirectoryError) -> String? {
        // Both are asked at once: waiting for the first would cost every person known by e-mail a round trip.
        async let byName = attempt { () throws(DirectoryError) in try await self.holder(of: .userName(name), store) }
        async let byEmail = attempt { () throws(DirectoryError) in try await self.holder(of: .email(name), store) }
        switch (try await byName.get(), try await byEmail.get()) {
        case (nil, nil):
            known[.userName(name)] = nil
            known[.email(name)] = nil
            return nil
        case (let first?, let second?) where first != second:
            throw DirectoryError(
                .ambiguous(SharedName(name, userNameOf: first, addressOf: second)),
                "The name is the user name of the user \(first) and an address of the user \(second)."
            )
        case (let first, let second): return first ?? second
        }
    }

    /// The name of the user that another has too, by the other attribute; nil if there is none.
    ///
    /// Asks nothing more about whoever has one text for both, or was just found by the one.
    func sharedName(of user: IdentityStore.User, in store: String) async throws(DirectoryError) -> SharedName? {
        let userName = user.userName ?? ""
        let email = user.primaryEmail ?? ""
        guard userName.lowercased() != email.lowercased() else { return nil }
        async let byEmail = attempt { () throws(DirectoryError) in
            // An address has an @; what has none is nobody's who could be meant by it.
            userName.contains("@") ? try await self.other(than: user.id, { .email($0) }, userName, store) : nil
        }
        async let byName = attempt { () throws(DirectoryError) in
            try await self.other(than: user.id, { .userName($0) }, email, store)
        }
        if let other = try await byEmail.get() {
            return SharedName(userName, userNameOf: user.id, addressOf: other)
        }
        return try await byName.get().map { SharedName(email, userNameOf: $0, addressOf: user.id) }
    }

    /// Who else has the text. Patterns do not tell upper from lower case, and whether the Identity Store does is not said
    /// anywhere: so it is asked in lower case, too.
    private func other(
        than id: String,
        _ attribute: @Sendable (String) -> IdentityStore.UniqueAttribute,
        _ text: String,
        _ store: String
    ) async throws(DirectoryError) -> String? {
        guard !text.isEmpty else { return nil }
        let lower = text.lowercased()
        for spelling in lower == text ? [text] : [text, lower] {
            if let found = try await holder(of: attribute(spelling), store), found != id { return found }
        }
        return nil
    }

    private func holder(
        of attribute: IdentityStore.UniqueAttribute,
        _ store: String
    ) async throws(DirectoryError) -> String? {
        let now = clock.now()
        // A clock that went back makes nothing younger.
        if let known = known[attribute], known.at <= now, now - known.at < Self.timeToLive { return known.id }
        var found: String?
        do {
            found = try await identityStore.getUserID(identityStoreID: store, attribute)
        } catch  where error.isNotFound {
            found = nil
        } catch {
            throw DirectoryError(error)
        }
        if known.count >= Self.maximum { known = [:] }
        known[attribute] = Known(id: found, at: now)
        return found
    }
}
