// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// What the Identity Store has under the names of a policy. Each name is asked about once, one call after another and no faster
/// than the pause between them: the store's quota is shared by everybody who signs in.
struct PolicyDirectory {
    /// What there is under a name or an id.
    enum Found: Equatable {
        /// The user or group that it is, and what it is called now: a user by their user name and primary address.
        case one(id: String, names: [String], isEnabled: Bool)
        /// The user name of one user and the address of another.
        case several(userNameOf: String, addressOf: String)
        /// An address of a user that is not their primary one, so that it names nobody.
        case furtherAddress(of: String)
        case nobody
    }

    let identityStore: IdentityStore
    let store: String
    let pause: Duration

    /// Looks all of them up; patterns are nothing that could be.
    ///
    /// - Throws: ``CommandFailure`` if the store does not answer: what is not known is reported as nothing.
    func look(up names: [PolicyName]) async throws -> [PolicyName.Subject: Found] {
        var wanted: [PolicyName.Subject] = []
        var known: Set<PolicyName.Subject> = []
        for subject in names.compactMap(\.subject) where known.insert(subject).inserted { wanted.append(subject) }
        var found: [PolicyName.Subject: Found] = [:]
        for (count, subject) in wanted.enumerated() {
            if count.isMultiple(of: 50), wanted.count > 50 { note(count, of: wanted.count) }
            do {
                found[subject] = try await look(up: subject)
            } catch let error as AWSError {
                throw CommandFailure(message: "the Identity Store cannot be asked: \(error.description)")
            }
        }
        return found
    }

    private func note(_ count: Int, of all: Int) {
        Terminal.note("Asked the Identity Store about \(count) of \(all) names")
    }

    private func look(up subject: PolicyName.Subject) async throws -> Found {
        switch (subject.kind, subject.by) {
        case (.user, .name(let name)): return try await user(named: name)
        case (.group, .name(let name)):
            let id = try await asked { () throws(AWSError) in
                try await identityStore.getGroupID(identityStoreID: store, displayName: name)
            }
            return id.map { .one(id: $0, names: [name], isEnabled: true) } ?? .nobody
        case (.user, .id(let id)):
            let user = try await user(id)
            return user.map { .one(id: id, names: $0.names, isEnabled: $0.isEnabled) } ?? .nobody
        case (.group, .id(let id)):
            let group = try await asked { () throws(AWSError) in
                try await identityStore.describeGroup(identityStoreID: store, groupID: id)
            }
            return group.map { .one(id: id, names: [$0.displayName ?? id], isEnabled: true) } ?? .nobody
        }
    }

    private func user(named name: String) async throws -> Found {
        let byName = try await userID(.userName(name))
        let byAddress = try await userID(.email(name))
        if let byName, let byAddress, byName != byAddress { return .several(userNameOf: byName, addressOf: byAddress) }
        guard let id = byName ?? byAddress, let user = try await user(id) else { return .nobody }
        return user.names.contains { $0.lowercased() == name.lowercased() }
            ? .one(id: id, names: user.names, isEnabled: user.isEnabled)
            : .furtherAddress(of: user.userName ?? id)
    }

    private func userID(_ attribute: IdentityStore.UniqueAttribute) async throws -> String? {
        try await asked { () throws(AWSError) in
            try await identityStore.getUserID(identityStoreID: store, attribute)
        }
    }

    private func user(_ id: String) async throws -> IdentityStore.User? {
        try await asked { () throws(AWSError) in
            try await identityStore.describeUser(identityStoreID: store, userID: id)
        }
    }

    /// The answer to one call; nil if there is no such thing.
    private func asked<Answer>(_ call: () async throws(AWSError) -> Answer) async throws -> Answer? {
        try await Task.sleep(for: pause)
        do throws(AWSError) {
            return try await call()
        } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }
}

extension PolicyName {
    /// Who is meant, wherever it stands.
    struct Subject: Hashable {
        enum By: Hashable {
            case name(String)
            case id(String)
        }

        let kind: Kind
        let by: By
    }

    /// Nil for a pattern.
    var subject: Subject? {
        switch form {
        case .name(let name):
            // A group may be written as its bare id.
            Subject(kind: kind, by: kind == .group && Self.isGroupID(name) ? .id(name) : .name(name))
        case .id(let id, _): Subject(kind: kind, by: .id(id))
        case .pattern: nil
        }
    }

    private static func isGroupID(_ text: String) -> Bool {
        text.wholeMatch(of: /([0-9a-f]{10}-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil
    }
}

extension IdentityStore.User {
    /// What a policy may call them.
    fileprivate var names: [String] { [userName, primaryEmail].compactMap(\.self) }

    /// Users made before there was a status have none, and can sign in.
    fileprivate var isEnabled: Bool { status == nil || status == .enabled }
}
