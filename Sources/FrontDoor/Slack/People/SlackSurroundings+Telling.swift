// SPDX-License-Identifier: Apache-2.0

import JITAccess

extension SlackSurroundings {
    /// Whether somebody who calls is one of ours; the log says why not.
    func member(_ user: String, from origin: SlackOrigin) async throws(SlackError) -> SlackMembership {
        let membership = try await people.member(user, from: origin, api, at: clock.now())
        if case .nobody(let reason) = membership {
            log.warning("The Slack user \(user) is nobody to Hourglass: \(reason).")
        }
        return membership
    }

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
