// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// The way in from Slack: commands, buttons, forms and what is typed into their fields.
///
/// The answer waits for nothing of Slack's and, but for what is typed, for neither Grant nor Revoke: what is asked for
/// goes into the queue, and ``perform(_:)`` does it in an invocation of its own.
public struct SlackDoor: Door {
    public let name = "slack"
    let surroundings: SlackSurroundings

    /// Creates the door.
    public init(_ surroundings: SlackSurroundings) {
        self.surroundings = surroundings
    }

    public func receive(_ request: WebRequest, id: String) async -> DoorAnswer {
        // Asked now and then, unsigned, and answered to anybody: nothing comes of it.
        // https://docs.slack.dev/interactivity/implementing-slash-commands
        if SlackAdmission.asksForCertificate(request) { return DoorAnswer(WebResponse()) }
        let guest: SlackAdmission.Guest
        do throws(WebResponse) {
            guest = try await SlackAdmission(surroundings: surroundings).admit(request, id: id)
        } catch {
            return DoorAnswer(error)
        }
        switch request.path {
        case "/slack/commands": return await command(guest)
        case "/slack/interactions": return await interaction(guest)
        default: return DoorAnswer(.refused(404))
        }
    }

    // MARK: Commands

    private func command(_ guest: SlackAdmission.Guest) async -> DoorAnswer {
        guard let text = guest.form["text"], let user = guest.form["user_id"], SlackPerson.isID(user) else {
            return DoorAnswer(.refused(400))
        }
        let asker = SlackWork.Asker(
            user: user,
            origin: SlackOrigin(command: guest.form),
            responseURL: guest.form["response_url"]
        )
        let command = SlackCommand(text)
        switch command {
        case .help(let problem): return said(SlackMessages.help(problem: problem))
        case .form: return opening(guest.form["trigger_id"], asker) { .request }
        default:
            guard let work = SlackWork(command, asker, id: requestID(guest)) else { return said(SlackMessages.help()) }
            return await handOver(work) ? said(SlackMessages.begun(command)) : said(SlackMessages.notHandedOver)
        }
    }

    private func said(_ message: SlackMessage) -> DoorAnswer {
        DoorAnswer(WebResponse(body: message.privateAnswer))
    }

    // MARK: Interactions

    private func interaction(_ guest: SlackAdmission.Guest) async -> DoorAnswer {
        guard let payload = guest.form["payload"], let interaction = SlackInteraction(payload: payload) else {
            return DoorAnswer(.refused(400))
        }
        let asker = SlackWork.Asker(
            user: interaction.user,
            origin: interaction.origin,
            responseURL: interaction.responseURL
        )
        switch interaction.kind {
        case .nothing: return DoorAnswer(WebResponse())
        case .pressed(let action): return await pressed(action, asker, interaction.trigger)
        case .submitted(let form, let context, let values):
            guard let work = SlackWork(form, context: context, values, asker, id: requestID(guest)) else {
                return DoorAnswer(.refused(400))
            }
            // The form stays open, with all that was typed, until what is in it can be asked for.
            let problems = form.problems(of: work)
            guard problems.isEmpty else { return staysOpen(problems) }
            guard await handOver(work) else {
                return staysOpen([form.lastField: SlackMessages.notHandedOver.summary])
            }
            return DoorAnswer(WebResponse(body: ["response_action": "clear"]))
        case .typed(let text, let field, let values):
            let options = await SlackChoices(surroundings: surroundings)
                .options(for: text, in: field, values: values, asker: asker)
            return DoorAnswer(WebResponse(body: ["options": .array(options.map(\.json))]))
        }
    }

    /// Says what is wrong beside the fields: https://docs.slack.dev/surfaces/modals#displaying_errors
    private func staysOpen(_ errors: [SlackField: String]) -> DoorAnswer {
        let members = errors.map { ($0.key.rawValue, JSONValue.string($0.value)) }
        let body: JSONValue = [
            "response_action": "errors", "errors": .object(Dictionary(members) { first, _ in first }),
        ]
        return DoorAnswer(WebResponse(body: body))
    }

    private func pressed(
        _ action: SlackAction,
        _ asker: SlackWork.Asker,
        _ trigger: String?
    ) async -> DoorAnswer {
        let work: SlackWork
        switch action {
        case .approve(let id, let digest): work = SlackWork(approving: id, digest: digest, asker)
        case .end(let id): work = SlackWork(ending: id, reason: nil, asker)
        case .reject(let id, let digest):
            return opening(trigger, asker) { .reject(action, await shown(id, digest: digest)) }
        case .extend(let id): return opening(trigger, asker) { .extend(action, await shown(id, digest: nil)) }
        }
        guard !(await handOver(work)) else { return DoorAnswer(WebResponse()) }
        // Slack shows nothing of an answer to a button but that it failed, and then people press it again.
        return DoorAnswer(.refused(503))
    }

    /// Opens a form when Slack has its answer. The trigger lives three seconds, too short for the queue; and a form that
    /// does not open is asked for again.
    private func opening(
        _ trigger: String?,
        _ asker: SlackWork.Asker,
        _ form: @escaping @Sendable () async -> SlackForm
    ) -> DoorAnswer {
        guard let trigger, !trigger.isEmpty else { return DoorAnswer(.refused(400)) }
        let surroundings = surroundings
        return DoorAnswer(WebResponse()) {
            let form = await form()
            do throws(SlackError) {
                _ = try await surroundings.api.call(.openView, ["trigger_id": .string(trigger), "view": form.json])
            } catch {
                surroundings.log.error("The form \(form.kind.rawValue) could not be opened. \(error.message)")
                await surroundings.apologize(to: asker, SlackMessages.formNotOpened)
            }
        }
    }

    /// The request that a form is about; nil if it cannot be read, or is not the one that a button was made for.
    private func shown(_ id: RequestID, digest: String?) async -> RenderedRequest? {
        guard let requests = surroundings.requests else { return nil }
        do throws(WorkFailure) {
            let shown = try await requests.request(id).flatMap { RenderedRequest($0) }
            return digest == nil || shown?.digest == digest ? shown : nil
        } catch {
            surroundings.log.warning("A form opens without what it is about. \(error.message)")
            return nil
        }
    }

    // MARK: Hand-over

    /// Puts work into the queue; false if it may not be there, and then nothing has happened.
    private func handOver(_ work: SlackWork) async -> Bool {
        do throws(WorkFailure) {
            try await surroundings.queue.add(work.json, of: name)
            return true
        } catch {
            surroundings.log.error("A call from Slack could not be handed over. \(error.message)")
            return false
        }
    }

    /// The id of a request that a call makes; whoever delivers the same call again makes the same request.
    private func requestID(_ guest: SlackAdmission.Guest) -> String {
        "slack-\(guest.callID.prefix(24))"
    }

    public func perform(_ work: JSONValue) async throws(WorkFailure) {
        guard let work = SlackWork(work) else {
            // Trying again would not help, and a queue that is full of it would hide what matters.
            surroundings.log.error("Work was dropped: it is none that this version knows.")
            return
        }
        try await SlackWorker(surroundings: surroundings).perform(work)
    }
}
