// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Who is who: Slack's users by their e-mail address and the other way round, remembered for some minutes.
public actor SlackPeople {
    /// How long it is believed that somebody has an address. A person who gets another is known by it after that.
    private static let memory = Duration.seconds(600)

    private struct Known {
        let value: String
        let until: Timestamp
    }

    private var emails: [String: Known] = [:]
    private var ids: [String: Known] = [:]

    /// Knows nobody yet.
    public init() {}

    /// The address of a user; nil if Slack does not know the user, or shows no address.
    func email(of user: String, _ api: any SlackAPI, at now: Timestamp) async throws(SlackError) -> String? {
        if let known = emails[user], known.until > now { return known.value }
        let answer = try await found { () throws(SlackError) in try await api.call(.userInfo, ["user": .string(user)]) }
        // A guest of another organization, or an app, is nobody of ours.
        guard let person = answer?["user"], person["deleted"] != true, person["is_bot"] != true,
            person["is_stranger"] != true,
            let email = person["profile"]?["email"]?.text, email.contains("@")
        else { return nil }
        emails[user] = Known(value: email, until: now + Self.memory)
        return email
    }

    /// The user with this address; nil if Slack does not know it.
    func id(ofEmail email: String, _ api: any SlackAPI, at now: Timestamp) async throws(SlackError) -> String? {
        if let known = ids[email], known.until > now { return known.value }
        let answer = try await found { () throws(SlackError) in
            try await api.call(.lookUpByEmail, ["email": .string(email)])
        }
        guard let id = answer?["user"]?["id"]?.text, SlackPerson.isID(id) else { return nil }
        ids[email] = Known(value: id, until: now + Self.memory)
        return id
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

extension SlackSurroundings {
    /// Answers an interaction, if that can be done at once: for what nobody needs to be told later.
    func apologize(to asker: SlackWork.Asker, _ message: SlackMessage) async {
        guard let url = asker.responseURL.flatMap({ SlackResponseURL($0, base: settings.responseBase) }) else { return }
        do throws(SlackError) {
            try await api.respond(at: url, message.privateAnswer)
        } catch {
            log.error("Somebody could not be told of it. \(error.message)")
        }
    }

    /// Writes to somebody, and to nobody else.
    func tell(user: String, _ message: SlackMessage) async throws(SlackError) {
        let opened = try await api.call(.openConversation, ["users": .string(user)])
        guard let channel = opened["channel"]?["id"]?.text else {
            throw .refused("conversations.open names no channel")
        }
        _ = try await api.call(.postMessage, message.members.merging(["channel": .string(channel)]) { $1 })
    }
}
