// SPDX-License-Identifier: Apache-2.0

import Hashing
import JITAccess
import Synchronization

@testable import FrontDoor

/// Everything a door works with, in memory; each part keeps what it was asked.
struct Fakes: Sendable {
    static let signingSecret = "8f742231b10e8888abcd99yyyzzz85a5"
    static let origin = SlackOrigin(teams: ["T0HOME"])
    static let now = Timestamp(seconds: 1_767_225_600)

    let slack = FakeSlack()
    let secrets = FakeSecrets()
    let functions = FakeFunctions()
    let queue = FakeQueue()
    let memory: FakeMemory
    let clock: ManualClock
    let log = RecordedLog()
    let requests = FakeRequests()
    let metrics = RecordedMetrics()

    init() {
        clock = ManualClock(Self.now)
        memory = FakeMemory(clock)
    }

    func surroundings(portal: String? = "https://d-1234567890.awsapps.com/start") -> SlackSurroundings {
        SlackSurroundings(
            api: slack,
            secrets: secrets,
            functions: functions,
            queue: queue,
            memory: memory,
            clock: clock,
            log: log,
            settings: SlackSettings(
                approversChannel: "C0APPROVERS",
                accessPortalURL: portal,
                helpContact: "#help-access"
            ),
            requests: requests
        )
    }

    var door: SlackDoor { SlackDoor(surroundings()) }
    var notifier: SlackNotifier { SlackNotifier(surroundings(), requests: requests) }

    var gateway: GatewayHandler {
        GatewayHandler(
            doors: [door],
            notifiers: [notifier],
            memory: memory,
            clock: clock,
            log: log,
            metrics: metrics
        )
    }

    /// A call as Slack makes it.
    func call(
        _ fields: [String: String],
        to path: String = "/slack/commands",
        secret: String = signingSecret,
        at moment: Timestamp? = nil,
        contentType: String = "application/x-www-form-urlencoded"
    ) throws -> WebRequest {
        let body = Self.form(fields)
        let timestamp = String((moment ?? clock.now()).seconds)
        let signature = try CallSignature.slack.signature(
            of: WebRequest(path: path, headers: [:], body: body),
            timestamp: timestamp,
            secret: Secret(secret)
        )
        return WebRequest(
            path: path,
            headers: [
                "content-type": contentType, "x-slack-request-timestamp": timestamp, "x-slack-signature": signature,
            ],
            body: body
        )
    }

    func command(_ text: String, user: String = "U0ADA") throws -> WebRequest {
        try call([
            "command": "/jit", "text": text, "user_id": user, "team_id": "T0HOME", "trigger_id": "T.1",
            "response_url": Self.url,
        ])
    }

    func interaction(_ payload: JSONValue) throws -> WebRequest {
        try call(["payload": payload.canonicalText], to: "/slack/interactions")
    }

    func press(_ name: String, _ value: String, user: String = "U0GRACE") throws -> WebRequest {
        try interaction([
            "type": "block_actions", "team": ["id": "T0HOME"],
            "user": ["id": .string(user), "team_id": "T0HOME"], "trigger_id": "T.2",
            "response_url": .string(Self.url),
            "actions": [["action_id": .string(name), "value": .string(value)]],
        ])
    }

    /// The work that was last put into the queue.
    var lastWork: SlackWork? { queue.work.last?["work"].flatMap(SlackWork.init) }

    static let url = "https://hooks.slack.com/commands/T0/1/abc"

    static func form(_ fields: [String: String]) -> [UInt8] {
        let pairs = fields.sorted { $0.key < $1.key }.map { "\(escaped($0.key))=\(escaped($0.value))" }
        return Array(pairs.joined(separator: "&").utf8)
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
            if isPlain || byte == UInt8(ascii: "_") { return String(decoding: [byte], as: UTF8.self) }
            return byte == 0x20 ? "+" : "%" + Hexadecimal.encode([byte]).uppercased()
        }.joined()
    }
}

final class ManualClock: AccessClock {
    private let moment: Mutex<Timestamp>

    init(_ moment: Timestamp) {
        self.moment = Mutex(moment)
    }

    func now() -> Timestamp { moment.withLock { $0 } }

    func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }

    func sleep(for duration: Duration) async { advance(by: duration) }
}

final class RecordedMetrics: Metrics {
    private let metrics = Mutex<[Metric]>([])

    var recorded: [Metric] { metrics.withLock { $0 } }

    func record(_ metric: Metric) { metrics.withLock { $0.append(metric) } }
}

final class RecordedLog: Diagnostics {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func info(_ message: String) { lines.withLock { $0.append("info: \(message)") } }
    func warning(_ message: String) { lines.withLock { $0.append("warning: \(message)") } }
    func error(_ message: String) { lines.withLock { $0.append("error: \(message)") } }
}

final class FakeSlack: SlackAPI {
    struct Call: Equatable {
        let method: SlackMethod
        let arguments: [String: JSONValue]
    }

    private struct State {
        var calls: [Call] = []
        var answers: [(url: String, message: JSONValue)] = []
        var failures: [SlackMethod: SlackError] = [:]
        var responseFailure: SlackError?
        var home: JSONValue = ["ok": true, "team_id": "T0HOME"]
        var users: [String: JSONValue] = [:]
        var emails = ["U0ADA": "ada@example.com", "U0GRACE": "grace@example.com"]
    }

    private let state = Mutex(State())

    var calls: [Call] { state.withLock(\.calls) }
    var responses: [JSONValue] { state.withLock { $0.answers.map(\.message) } }

    func calls(_ method: SlackMethod) -> [[String: JSONValue]] {
        calls.filter { $0.method == method }.map(\.arguments)
    }

    func fail(_ method: SlackMethod, _ error: SlackError?) { state.withLock { $0.failures[method] = error } }

    /// What `auth.test` answers from now on.
    func move(to home: JSONValue) { state.withLock { $0.home = home } }

    /// What Slack shows of a user from now on.
    func show(_ id: String, _ user: JSONValue) { state.withLock { $0.users[id] = user } }

    /// A full member of the workspace, as Slack shows one.
    static func member(_ id: String, _ email: String) -> JSONValue {
        [
            "id": .string(id), "team_id": "T0HOME", "deleted": false, "is_bot": false, "is_restricted": false,
            "is_ultra_restricted": false, "is_email_confirmed": true, "profile": ["email": .string(email)],
        ]
    }

    func failResponses(_ error: SlackError?) { state.withLock { $0.responseFailure = error } }

    func call(_ method: SlackMethod, _ arguments: [String: JSONValue]) async throws(SlackError) -> JSONValue {
        let outcome: Result<JSONValue, SlackError> = state.withLock { state in
            state.calls.append(Call(method: method, arguments: arguments))
            if let failure = state.failures[method] { return .failure(failure) }
            return .success(Self.answer(method, arguments, state))
        }
        return try outcome.get()
    }

    private static func answer(
        _ method: SlackMethod,
        _ arguments: [String: JSONValue],
        _ state: State
    ) -> JSONValue {
        switch method {
        case .userInfo:
            let id = arguments["user"]?.text ?? ""
            let user = state.users[id] ?? state.emails[id].map { member(id, $0) }
            return ["ok": true, "user": user ?? ["id": .string(id), "profile": [:]]]
        case .lookUpByEmail:
            guard let (id, email) = state.emails.first(where: { $0.value == arguments["email"]?.text }) else {
                return ["ok": true, "user": [:]]
            }
            return ["ok": true, "user": state.users[id] ?? member(id, email)]
        case .authTest: return state.home
        case .openConversation: return ["ok": true, "channel": ["id": .string("D\(arguments["users"]?.text ?? "")")]]
        case .postMessage:
            return [
                "ok": true, "channel": arguments["channel"] ?? "", "ts": .string("1767225600.\(state.calls.count)"),
            ]
        default: return ["ok": true]
        }
    }

    func respond(at url: SlackResponseURL, _ message: JSONValue) async throws(SlackError) {
        let failure = state.withLock { state in
            if state.responseFailure == nil { state.answers.append((url.text, message)) }
            return state.responseFailure
        }
        if let failure { throw failure }
    }
}

final class FakeSecrets: SlackSecrets {
    private struct State {
        var current = SlackSecret(botToken: Secret("xoxb-1"), signingSecret: Secret(Fakes.signingSecret))
        var newer: SlackSecret?
        var failure: SlackError?
        var refreshes = 0
    }

    private let state = Mutex(State())

    var refreshes: Int { state.withLock(\.refreshes) }

    /// The secret that the next refresh finds.
    func rotate(to signingSecret: String) {
        state.withLock { $0.newer = SlackSecret(botToken: Secret("xoxb-2"), signingSecret: Secret(signingSecret)) }
    }

    func fail(_ error: SlackError) { state.withLock { $0.failure = error } }

    func current() async throws(SlackError) -> SlackSecret {
        let outcome: Result<SlackSecret, SlackError> = state.withLock { state in
            if let failure = state.failure { return .failure(failure) }
            return .success(state.current)
        }
        return try outcome.get()
    }

    func refreshed(after secret: SlackSecret) async throws(SlackError) -> SlackSecret? {
        state.withLock { state in
            state.refreshes += 1
            guard let newer = state.newer else { return nil }
            state.current = newer
            return newer
        }
    }
}

final class FakeFunctions: AccessFunctions {
    struct Call: Equatable {
        let function: AccessFunctionKind
        let event: [String: JSONValue]
    }

    private struct State {
        var calls: [Call] = []
        var reply: Result<FunctionReply, WorkFailure> = .success(
            FunctionReply(status: 202, body: ["message": "The request awaits approval", "request_id": "r1"])
        )
    }

    private let state = Mutex(State())

    var calls: [Call] { state.withLock(\.calls) }

    func answer(_ status: Int, _ body: [String: JSONValue]) {
        state.withLock { $0.reply = .success(FunctionReply(status: status, body: body)) }
    }

    func fail(_ message: String) { state.withLock { $0.reply = .failure(WorkFailure(message)) } }

    func ask(_ function: AccessFunctionKind, _ event: [String: JSONValue]) async throws(WorkFailure) -> FunctionReply {
        let reply = state.withLock { state in
            state.calls.append(Call(function: function, event: event))
            return state.reply
        }
        return try reply.get()
    }
}

final class FakeQueue: WorkQueue {
    private let state = Mutex<(work: [JSONValue], failure: WorkFailure?)>(([], nil))

    var work: [JSONValue] { state.withLock(\.work) }

    func fail(_ message: String?) { state.withLock { $0.failure = message.map(WorkFailure.init) } }

    func add(_ work: JSONValue, of door: String) async throws(WorkFailure) {
        let failure = state.withLock { state in
            if state.failure == nil { state.work.append(["door": .string(door), "work": work]) }
            return state.failure
        }
        if let failure { throw failure }
    }
}

final class FakeMemory: DoorMemory {
    private struct Entry {
        var owner: String?
        var text: String?
        var until: Timestamp
    }

    private let entries = Mutex<[String: Entry]>([:])
    private let failure = Mutex<MemoryError?>(nil)
    private let clock: any AccessClock

    init(_ clock: any AccessClock) {
        self.clock = clock
    }

    func fail(_ message: String?) { failure.withLock { $0 = message.map(MemoryError.init) } }

    private func check() throws(MemoryError) {
        if let error = failure.withLock({ $0 }) { throw error }
    }

    func claim(_ key: String, owner: String, until: Timestamp) async throws(MemoryError) -> Bool {
        try check()
        let now = clock.now()
        return entries.withLock { entries in
            if let entry = entries[key], entry.until >= now, entry.owner != owner { return false }
            entries[key] = Entry(owner: owner, until: until)
            return true
        }
    }

    func keep(_ key: String, _ text: String, until: Timestamp) async throws(MemoryError) {
        try check()
        entries.withLock { $0[key] = Entry(text: text, until: until) }
    }

    func recall(_ key: String) async throws(MemoryError) -> String? {
        try check()
        let now = clock.now()
        return entries.withLock { entries in
            guard let entry = entries[key], entry.until >= now else { return nil }
            return entry.text
        }
    }
}

final class FakeRequests: RequestReader {
    private let state = Mutex<[RequestID: RequestRecord]>([:])

    func put(_ record: RequestRecord) { state.withLock { $0[record.id] = record } }

    func request(_ id: RequestID) async throws(WorkFailure) -> RequestRecord? { state.withLock { $0[id] } }

    func leasesEnding(by moment: Timestamp) async throws(WorkFailure) -> [RequestID] {
        state.withLock { $0.values.filter { ($0.lease?.expiresAt).map { $0 <= moment } ?? false }.map(\.id) }
    }

    func requestsTimingOut(by moment: Timestamp) async throws(WorkFailure) -> [RequestRecord] {
        state.withLock { records in
            records.values.filter { record in
                guard case .pending(let pending) = record.state else { return false }
                return pending.timesOutAt <= moment
            }
        }
    }
}
