// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// The way in for systems: events for Grant and Revoke over HTTPS, signed with a shared secret.
///
/// | call | answer |
/// |---|---|
/// | `POST /requests` with an event | 202 with the request's id; the event is in the queue |
/// | `GET /requests/<id>` | how far a request is that came by this door |
/// | `GET /requests/<entry point>/<id>` | the same, of the whole id of a request |
public struct SignedDoor: Door {
    /// How long it is remembered that a request came by this door: longer than any request is open and any lease lasts.
    private static let memoryLength = Duration.seconds(45 * 86_400)

    public let name = "requests"
    private let integration: EntryPoint
    private let secrets: any SigningSecrets
    private let functions: any AccessFunctions
    private let queue: any WorkQueue
    private let memory: any DoorMemory
    private let requests: any RequestReader
    private let clock: any AccessClock
    private let log: any Diagnostics

    /// Gathers the ports.
    ///
    /// - Parameters:
    ///   - integration: the alias of the system that shares the secret; what came by another way is not shown to it.
    ///   - functions: Grant and Revoke by that alias.
    public init(
        integration: EntryPoint,
        secrets: any SigningSecrets,
        functions: any AccessFunctions,
        queue: any WorkQueue,
        memory: any DoorMemory,
        requests: any RequestReader,
        clock: any AccessClock,
        log: any Diagnostics
    ) {
        self.integration = integration
        self.secrets = secrets
        self.functions = functions
        self.queue = queue
        self.memory = memory
        self.requests = requests
        self.clock = clock
        self.log = log
    }

    public func receive(_ request: WebRequest, id: String) async -> DoorAnswer {
        do throws(WebResponse) {
            return DoorAnswer(try await answer(request, id))
        } catch {
            return DoorAnswer(error)
        }
    }

    private func answer(_ request: WebRequest, _ id: String) async throws(WebResponse) -> WebResponse {
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        let admission = CallAdmission(
            signature: .hourglass,
            secrets: secrets,
            memory: memory,
            clock: clock,
            log: log
        )
        switch (request.method, parts.count) {
        case ("POST", 1):
            guard request.isOf(type: "application/json") else { throw .refused(415) }
            try await admission.verify(request)
            return try await take(request, try await admission.checkFirst(request, id), id)
        case ("GET", 2):
            try await admission.verify(request)
            guard let given = GivenRequestID(parts[1]) else { throw .refused(404) }
            return try await show(RequestID(given, from: integration))
        case ("GET", 3):
            try await admission.verify(request)
            guard let id = RequestID("\(parts[1])/\(parts[2])") else { throw .refused(404) }
            return try await show(id)
        case (_, 1), (_, 2), (_, 3): throw .refused(405)
        default: throw .refused(404)
        }
    }

    // MARK: Taking

    private func take(_ request: WebRequest, _ callID: String, _ id: String) async throws(WebResponse) -> WebResponse {
        guard let value = try? JSONValue(parsing: request.body), case .object(let members) = value else {
            throw Self.invalid("The body must be a JSON object.")
        }
        // As Grant and Revoke will read it: what this door goes by must not be something else there.
        var event = TypedFields.normalized(members)
        let asks = !Self.says("action", event) || event["action"] == "request"
        // The same words, delivered again under a new signature, are told apart by the id that the caller gives.
        if asks, !Self.says("request_id", event) {
            event["request_id"] = .string("signed-\(callID.prefix(24))")
        }
        guard let text = event["request_id"]?.text, let requestID = NamedRequest(text, from: integration)?.id else {
            throw Self.invalid("request_id must be 1 to 128 letters, digits, '.', '_', ':' and '-'.")
        }
        let path = requestID.entryPoint == integration ? requestID.given : requestID.description
        let work = SignedWork(function: event["action"] == "revoke" ? .revoke : .grant, id: requestID, event: event)
        do throws(MemoryError) {
            if try await memory.recall(Self.key(requestID)) == nil { try await remember(requestID, .queued) }
        } catch {
            log.error("A call could not be remembered. \(error.message)")
            throw .refused(503)
        }
        do throws(WorkFailure) {
            try await queue.add(work.json, of: name)
        } catch {
            log.error("A call could not be handed over. \(error.message)")
            throw .refused(503)
        }
        return WebResponse(
            status: 202,
            body: [
                "message": "The request has been taken", "request_id": .string(text),
                "status_path": .string("/\(name)/\(path)"),
            ]
        )
    }

    /// Whether there is anything in a field.
    private static func says(_ name: String, _ event: [String: JSONValue]) -> Bool {
        event[name].map { $0 != .null } ?? false
    }

    private static func invalid(_ message: String) -> WebResponse {
        WebResponse(status: 400, body: ["error": .string(message), "code": "invalid_request"])
    }

    public func perform(_ work: JSONValue) async throws(WorkFailure) {
        guard let work = SignedWork(work) else {
            // Trying again would not help, and a queue that is full of it would hide what matters.
            log.error("Work was dropped: it is none that this version knows.")
            return
        }
        let reply = try await functions.ask(work.function, work.event)
        guard !reply.isTransient else {
            throw WorkFailure("\(work.function.rawValue) answered \(reply.status) \(reply.code ?? "")")
        }
        do throws(MemoryError) {
            try await remember(work.id, .answered(reply))
        } catch {
            throw WorkFailure("The answer could not be remembered. \(error.message)")
        }
    }

    // MARK: Showing

    private func show(_ id: RequestID) async throws(WebResponse) -> WebResponse {
        let memo: String?
        do throws(MemoryError) {
            memo = try await memory.recall(Self.key(id))
        } catch {
            log.error("It cannot be told whose request it is. \(error.message)")
            throw .refused(503)
        }
        // There may be such a request; this caller has never spoken of it.
        guard let known = memo.flatMap(SignedMemo.init) else { throw .refused(404) }
        do throws(WorkFailure) {
            let record = try await requests.request(id)
            let own = record?.requestedBy.proof == .integration(integration.description) ? record : nil
            return WebResponse(body: .object(SignedStatus.members(id, own, known)))
        } catch {
            log.error("A request cannot be shown. \(error.message)")
            throw .refused(503)
        }
    }

    private func remember(_ id: RequestID, _ memo: SignedMemo) async throws(MemoryError) {
        try await memory.keep(Self.key(id), memo.text, until: clock.now() + Self.memoryLength)
    }

    private static func key(_ id: RequestID) -> String { "signed#\(id)" }
}
