// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Who is who: Slack's users by their e-mail address and the other way round, remembered for a minute.
public actor SlackPeople {
    /// How long it is believed that somebody is a member with an address, and which workspace this is.
    private static let memory = Duration.seconds(60)

    private struct Known<Value: Sendable> {
        let value: Value
        let until: Timestamp
    }

    private var home: Known<SlackWorkspace>?
    private var emails: [String: Known<String>] = [:]
    private var ids: [String: Known<String>] = [:]

    /// Knows nobody yet.
    public init() {}

    /// Whether a user who has called is one of ours, and by which address.
    func member(
        _ user: String,
        from origin: SlackOrigin,
        _ api: any SlackAPI,
        at now: Timestamp
    ) async throws(SlackError) -> SlackMembership {
        let home = try await home(api, at: now)
        guard origin.isWithin(home) else { return .nobody(reason: "the call names another workspace, or none") }
        if let known = emails[user], known.until > now { return .member(email: known.value) }
        let answer = try await found { () throws(SlackError) in try await api.call(.userInfo, ["user": .string(user)]) }
        guard let shown = answer?["user"], shown["id"]?.text == user else {
            return .nobody(reason: "Slack does not show the user")
        }
        let membership = SlackMembership(shown, in: home)
        if case .member(let email) = membership { emails[user] = Known(value: email, until: now + Self.memory) }
        return membership
    }

    /// The member with this address; nil if Slack does not know one.
    func id(ofEmail email: String, _ api: any SlackAPI, at now: Timestamp) async throws(SlackError) -> String? {
        if let known = ids[email], known.until > now { return known.value }
        let home = try await home(api, at: now)
        let answer = try await found { () throws(SlackError) in
            try await api.call(.lookUpByEmail, ["email": .string(email)])
        }
        guard let user = answer?["user"], case .member = SlackMembership(user, in: home),
            let id = user["id"]?.text
        else { return nil }
        ids[email] = Known(value: id, until: now + Self.memory)
        return id
    }

    private func home(_ api: any SlackAPI, at now: Timestamp) async throws(SlackError) -> SlackWorkspace {
        if let home, home.until > now { return home.value }
        guard let workspace = SlackWorkspace(authTest: try await api.call(.authTest, [:])) else {
            throw .unreachable("auth.test names no workspace")
        }
        home = Known(value: workspace, until: now + Self.memory)
        return workspace
    }

    private func found(_ call: () async throws(SlackError) -> JSONValue) async throws(SlackError) -> JSONValue? {
        do throws(SlackError) {
            return try await call()
        } catch .refused(let word) where ["user_not_found", "users_not_found", "user_not_visible"].contains(word) {
            return nil
        } catch {
            throw error
        }
    }
}
