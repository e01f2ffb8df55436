// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// Tells approvers in their channel and requesters in direct messages.
///
/// An event says only that something has happened: what is told is read from the request as it is now. So the order of
/// events does not matter, and an old one never shows an old state.
public struct SlackNotifier: Notifier {
    /// How long before the end of a lease, or of the time to decide, somebody is reminded.
    static let lead = Duration.seconds(15 * 60)

    /// How long it is remembered which message shows a request: longer than any request is open and any lease lasts.
    private static let messageMemory = Duration.seconds(45 * 86_400)

    public let name = "slack"
    public let stream = NoticeStream.events
    let surroundings: SlackSurroundings
    let requests: any RequestReader

    /// Creates the notifier.
    public init(_ surroundings: SlackSurroundings, requests: any RequestReader) {
        self.surroundings = surroundings
        self.requests = requests
    }

    public func tell(_ event: LifecycleEvent) async throws(WorkFailure) {
        let topic = Topic(event)
        guard topic.showsApprovers || topic.happening != nil,
            let record = try await requests.request(event.requestID)
        else { return }
        // What one person hears does not hang on the channel, nor the channel on what one person hears.
        var failure: WorkFailure?
        if let happening = topic.happening {
            do throws(WorkFailure) {
                try await informOnce(record, happening, event)
            } catch {
                failure = error
            }
        }
        if topic.showsApprovers {
            do throws(WorkFailure) {
                try await tell(.channel(record.id), of: event.id, record)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Where the channel is told by the same event, and fails, all of it comes again: the requester is not told twice.
    private func informOnce(
        _ record: RequestRecord,
        _ happening: SlackHappening,
        _ event: LifecycleEvent
    ) async throws(WorkFailure) {
        let notice = LaterNotice.requester(record.id, happening)
        guard Topic(event).showsApprovers else { return try await tell(notice, of: event.id, record) }
        let key = "informed#\(event.id)"
        var isTold = false
        try await translating { () throws(Trouble) in isTold = try await recall(key) != nil }
        guard !isTold else { return }
        try await tell(notice, of: event.id, record)
        try await translating { () throws(Trouble) in try await keep(key, "told") }
    }

    /// Tells it, or keeps it until what is wrong is mended.
    private func tell(_ notice: LaterNotice, of event: String, _ record: RequestRecord) async throws(WorkFailure) {
        guard try await !isTold(notice, record) else { return }
        try await later.keep(notice.text, of: "\(event) \(notice.text)")
    }

    public func makeGood() async throws(WorkFailure) -> Bool {
        try await later.tell { text throws(WorkFailure) in
            // What this version cannot read it cannot tell.
            guard let notice = LaterNotice(text), let record = try await requests.request(notice.request) else {
                return true
            }
            return try await isTold(notice, record)
        }
    }

    private var later: LaterNotices {
        LaterNotices(name: name, memory: surroundings.memory, clock: surroundings.clock)
    }

    /// False if Slack refuses it until somebody mends something.
    private func isTold(_ notice: LaterNotice, _ record: RequestRecord) async throws(WorkFailure) -> Bool {
        var isTold = true
        try await translating { () throws(Trouble) in
            do throws(Trouble) {
                switch notice {
                case .channel: try await show(record)
                case .requester(_, let happening): try await inform(record, happening)
                }
            } catch .slack(.notSetUp(let word)) {
                isTold = false
                surroundings.log.error(
                    "A notice waits until this is mended. \(SlackError.notSetUp(word).message). \(SlackAdvice.on(word))"
                )
            } catch {
                throw error
            }
        }
        return isTold
    }

    public func remind(at now: Timestamp) async throws(WorkFailure) {
        let horizon = now + Self.lead
        for id in try await requests.leasesEnding(by: horizon) {
            guard let record = try await requests.request(id), let lease = record.lease,
                lease.status == .active, !lease.isStanding, lease.expiresAt > now, lease.expiresAt <= horizon,
                // Of what is as short as that, its beginning has just been told.
                record.request.duration.duration > Self.lead
            else { continue }
            try await once("ends#\(id)#\(lease.expiresAt.seconds)", record, .endsSoon, until: lease.expiresAt)
        }
        for record in try await requests.requestsTimingOut(by: horizon) {
            guard case .pending(let pending) = record.state, pending.timesOutAt > now else { continue }
            try await remindApprovers(record, pending)
        }
    }

    // MARK: Approvers

    /// Posts the message of a request, or shows it anew.
    private func show(_ record: RequestRecord) async throws(Trouble) {
        let message = SlackRequestMessages.approvers(record)
        guard let posted = try await posted(record.id) else {
            // What needed nobody's decision is nothing for the channel.
            guard case .pending = record.state else { return }
            let channel = surroundings.settings.approversChannel
            let answer = try await inChannel(
                .postMessage,
                message.members.merging(["channel": .string(channel)]) { $1 }
            )
            guard let timestamp = answer["ts"]?.text else { throw .slack(.refused("chat.postMessage names no ts")) }
            // Slack answers with the channel's id, which is all that chat.update takes.
            let place = answer["channel"]?.text ?? channel
            return try await keep("message#\(record.id)", "\(place) \(timestamp)")
        }
        _ = try await inChannel(
            .updateMessage,
            message.members.merging(["channel": .string(posted.channel), "ts": .string(posted.timestamp)]) { $1 }
        )
    }

    private func remindApprovers(
        _ record: RequestRecord,
        _ pending: RequestRecord.Pending
    ) async throws(WorkFailure) {
        try await translating { () throws(Trouble) in
            guard let posted = try await posted(record.id) else { return }
            let key = "decide#\(record.id)#\(pending.timesOutAt.seconds)"
            guard try await recall(key) == nil else { return }
            let sentence = "Still to be decided, by \(Moments.text(pending.timesOutAt))."
            _ = try await call(
                .postMessage,
                SlackMessage([.said(sentence)]).members.merging(
                    [
                        "channel": .string(posted.channel), "thread_ts": .string(posted.timestamp),
                        "reply_broadcast": true,
                    ]
                ) { $1 }
            )
            try await keep(key, "told")
        }
    }

    private struct Posted {
        let channel: String
        let timestamp: String
    }

    private func posted(_ id: RequestID) async throws(Trouble) -> Posted? {
        guard let text = try await recall("message#\(id)") else { return nil }
        let parts = text.split(separator: " ").map(String.init)
        guard parts.count == 2 else { return nil }
        return Posted(channel: parts[0], timestamp: parts[1])
    }

    // MARK: Requesters

    private func once(
        _ key: String,
        _ record: RequestRecord,
        _ happening: SlackHappening,
        until: Timestamp
    ) async throws(WorkFailure) {
        try await translating { () throws(Trouble) in
            guard try await recall(key) == nil else { return }
            try await inform(record, happening)
            try await keep(key, "told")
        }
    }

    private func inform(_ record: RequestRecord, _ happening: SlackHappening) async throws(Trouble) {
        guard let message = SlackRequestMessages.requester(record, happening, surroundings.settings) else { return }
        let email = record.request.userEmail
        do throws(SlackError) {
            let now = surroundings.clock.now()
            guard email.contains("@"),
                let user = try await surroundings.people.id(ofEmail: email, surroundings.api, at: now)
            else {
                // Not everybody who gets access is in Slack.
                surroundings.log.info("The request \(record.id) is of somebody whom Slack does not know by address.")
                return
            }
            try await surroundings.tell(user: user, message)
        } catch {
            throw .slack(error)
        }
    }
}

extension SlackNotifier {
    /// What an event is about, as far as Slack is concerned.
    struct Topic: Equatable {
        var showsApprovers = false
        var happening: SlackHappening?

        init(_ event: LifecycleEvent) {
            switch event.detailType {
            case "Request Pending", "Extension Pending", "Approval Given": showsApprovers = true
            case "Request Rejected", "Request Timed Out":
                showsApprovers = true
                happening = .closed
            case "Request Cancelled": showsApprovers = true
            case "Access Granted": happening = .granted
            case "Access Failed": happening = .failed
            // "Lease Ended" is no end of the access: another lease, or standing access, keeps it.
            case "Access Ended": happening = .ended
            default: break
            }
        }
    }

    /// What went wrong while something was told.
    enum Trouble: Error {
        case slack(SlackError)
        case memory(MemoryError)
    }

    /// Makes of trouble what the caller does about it: nothing is tried again that Slack will refuse again.
    private func translating(_ body: () async throws(Trouble) -> Void) async throws(WorkFailure) {
        do throws(Trouble) {
            try await body()
        } catch {
            switch error {
            case .slack(.refused(let word)):
                surroundings.log.error("A notice could not be given. \(SlackError.refused(word).message)")
            case .slack(let error): throw WorkFailure("A notice could not be given. \(error.message)")
            case .memory(let error): throw WorkFailure("A notice could not be given. \(error.message)")
            }
        }
    }

    /// A call about the approvers' channel: what is wrong with that somebody can mend.
    private func inChannel(
        _ method: SlackMethod,
        _ arguments: [String: JSONValue]
    ) async throws(Trouble) -> JSONValue {
        do throws(Trouble) {
            return try await call(method, arguments)
        } catch .slack(.refused(let word)) where SlackAdvice.channelFaults.contains(word) {
            throw .slack(.notSetUp(word))
        } catch {
            throw error
        }
    }

    private func call(
        _ method: SlackMethod,
        _ arguments: [String: JSONValue]
    ) async throws(Trouble) -> JSONValue {
        do throws(SlackError) {
            return try await surroundings.api.call(method, arguments)
        } catch {
            throw .slack(error)
        }
    }

    private func recall(_ key: String) async throws(Trouble) -> String? {
        do throws(MemoryError) {
            return try await surroundings.memory.recall(key)
        } catch {
            throw .memory(error)
        }
    }

    private func keep(_ key: String, _ text: String) async throws(Trouble) {
        do throws(MemoryError) {
            try await surroundings.memory.keep(key, text, until: surroundings.clock.now() + Self.messageMemory)
        } catch {
            throw .memory(error)
        }
    }
}
