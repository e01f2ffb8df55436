// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Asks Grant or Revoke for somebody, and tells them what came of it: them alone, for a refusal is nobody else's
/// business. What others should know they learn from what is on record.
struct SlackWorker {
    let surroundings: SlackSurroundings

    /// - Throws: ``WorkFailure`` if it should be done again. All of it may be: the functions take a repeated event for what
    ///   it is.
    func perform(_ work: SlackWork) async throws(WorkFailure) {
        guard let email = try await email(of: work) else {
            return try await answer(
                work,
                SlackMessages.unknownPerson(surroundings.settings).with(SlackMessages.typed(work))
            )
        }
        let reply = try await surroundings.functions.ask(work.function, work.event(for: email))
        guard !reply.isTransient else {
            throw WorkFailure("\(work.function.rawValue) answered \(reply.status) \(reply.code ?? "")")
        }
        try await answer(work, SlackMessages.reply(reply, to: work, surroundings.settings))
    }

    private func email(of work: SlackWork) async throws(WorkFailure) -> String? {
        do throws(SlackError) {
            guard case .member(let email) = try await surroundings.member(work.user, from: work.origin) else {
                return nil
            }
            return email
        } catch {
            throw WorkFailure("Nobody can be asked for. \(error.message)")
        }
    }

    private func answer(_ work: SlackWork, _ message: SlackMessage) async throws(WorkFailure) {
        do throws(SlackError) {
            try await tell(work, message)
        } catch .refused(let word) {
            // Slack's words mostly stay the same: a user who is gone, an app that was removed. What was asked for has
            // been done and is on record; doing it again would change nothing.
            surroundings.log.error("Somebody could not be answered. \(SlackError.refused(word).message)")
        } catch {
            throw WorkFailure("Somebody could not be answered. \(error.message)")
        }
    }

    private func tell(_ work: SlackWork, _ message: SlackMessage) async throws(SlackError) {
        guard let text = work.responseURL,
            let url = SlackResponseURL(text, base: surroundings.settings.responseBase)
        else { return try await surroundings.tell(user: work.user, message) }
        do throws(SlackError) {
            try await surroundings.api.respond(at: url, message.privateAnswer)
        } catch .refused {
            // A response URL lives half an hour and takes five answers.
            try await surroundings.tell(user: work.user, message)
        } catch {
            throw error
        }
    }
}
