// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What a field of the form offers for what has been typed. Grant tells it, by the same policy that decides the request:
/// what somebody may not ask for is not offered, and no account beyond the first hundred is out of reach.
struct SlackChoices {
    let surroundings: SlackSurroundings

    /// Nothing if it cannot be told within Slack's three seconds; the log says why.
    func options(
        for text: String,
        in field: String,
        values: [String: String],
        asker: SlackWork.Asker
    ) async -> [SlackOption] {
        guard let field = SlackField(rawValue: field) else { return [] }
        let outcome = await attempt { () throws(WorkFailure) -> FunctionReply in
            let event = try await event(text, field, values, asker)
            return try await surroundings.functions.ask(.grant, event)
        }
        switch outcome {
        case .success(let reply) where reply.status == 200:
            return field == .account ? accounts(reply) : names(reply)
        case .success(let reply):
            surroundings.log.warning("Grant offers nothing: \(reply.status) \(reply.code ?? "")")
        case .failure(let failure): surroundings.log.warning("There is nothing to choose from. \(failure.message)")
        }
        return []
    }

    private func event(
        _ text: String,
        _ field: SlackField,
        _ values: [String: String],
        _ asker: SlackWork.Asker
    ) async throws(WorkFailure) -> [String: JSONValue] {
        let membership: SlackMembership
        do throws(SlackError) {
            membership = try await surroundings.member(asker.user, from: asker.origin)
        } catch {
            throw WorkFailure(error.message)
        }
        guard case .member(let email) = membership else { throw WorkFailure("Who asks is no member of ours.") }
        var event: [String: JSONValue] = [
            "action": "options", "requester": .string(email), "source": "slack",
        ]
        if !text.isEmpty { event["matching"] = .string(String(text.prefix(100))) }
        if field != .account {
            guard let account = values[SlackField.account.rawValue] else {
                throw WorkFailure("No account has been chosen yet.")
            }
            event["account_id"] = .string(account)
        }
        return event
    }

    private func accounts(_ reply: FunctionReply) -> [SlackOption] {
        let found = (reply.body["accounts"]?.elements ?? []).compactMap { account -> SlackOption? in
            guard let id = account["id"]?.text else { return nil }
            return SlackOption(account["name"]?.text.map { "\($0) (\(id))" } ?? id, value: id)
        }
        return Array(found.prefix(SlackOption.maximumCount))
    }

    private func names(_ reply: FunctionReply) -> [SlackOption] {
        let names = (reply.body["permission_sets"]?.elements ?? []).compactMap(\.text)
        return Array(names.compactMap { SlackOption($0, value: $0) }.prefix(SlackOption.maximumCount))
    }
}
