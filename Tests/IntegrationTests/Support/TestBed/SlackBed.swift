// SPDX-License-Identifier: Apache-2.0

import Foundation
import FrontDoor
import Hashing
import LocalLambda
import Synchronization
import TestSupport
import Testing

/// A ``GatewayBed`` with a Slack that answers.
final class SlackBed: Sendable {
    static let secret = "local-signing-secret"

    typealias Answer = GatewayBed.Answer

    private let bed: TestBed
    private let server: ScriptedServer
    private let gateway: GatewayBed
    private let emails: SharedEmails
    private let broken: SharedMethods

    final class SharedEmails: Sendable {
        let all = Mutex<[String: String]>([:])
    }

    final class SharedMethods: Sendable {
        let all = Mutex<Set<String>>([])
    }

    static func with(_ bed: TestBed, _ body: (SlackBed) async throws -> Void) async throws {
        let slack = try await SlackBed(bed)
        do {
            try await body(slack)
            await slack.end()
        } catch {
            await slack.end()
            throw error
        }
    }

    private init(_ bed: TestBed) async throws {
        self.bed = bed
        let emails = SharedEmails()
        self.emails = emails
        let broken = SharedMethods()
        self.broken = broken
        server = try ScriptedServer { request in
            guard !broken.all.withLock({ $0.contains(request.target) }) else { return .json(503, "") }
            return Self.answer(request, emails.all.withLock { $0 })
        }
        gateway = try await GatewayBed(
            bed,
            [
                "AWS_ENDPOINT_URL_SECRETS_MANAGER": server.url, "SLACK_API_URL": server.url,
                "SLACK_SECRET_ID": "hourglass/slack", "SLACK_CHANNEL": "C0APPROVERS",
                "GRANT_ALIAS_ARN": GatewayBed.alias("slack", of: "Grant", bed),
                "REVOKE_ALIAS_ARN": GatewayBed.alias("slack", of: "Revoke", bed),
            ]
        )
    }

    private func end() async {
        await gateway.end()
        server.stop()
    }

    // MARK: Slack's side

    /// A user of Identity Center whom Slack knows by this id.
    func makePerson(_ id: String) async throws -> TestUser {
        let user = try await bed.makeUser()
        emails.all.withLock { $0[id] = user.email }
        return user
    }

    /// Has these methods of Slack fail from now on, and no others.
    func breakDown(_ methods: String...) {
        broken.all.withLock { $0 = Set(methods.map { "/api/\($0)" }) }
    }

    private static func answer(_ request: ReceivedRequest, _ emails: [String: String]) -> Reply {
        if request.headers["X-Amz-Target"] == "secretsmanager.GetSecretValue" {
            let secret = #"{\"bot_token\":\"xoxb-1\",\"signing_secret\":\"\#(secret)\"}"#
            return .json(200, #"{"SecretString":"\#(secret)"}"#)
        }
        if request.target.hasPrefix("/answers/") { return .json(200, "{}") }
        guard request.headers["Authorization"] == "Bearer xoxb-1" else {
            return .json(200, #"{"ok":false,"error":"invalid_auth"}"#)
        }
        switch request.target {
        case "/api/users.info":
            let id = request.text.replacing("user=", with: "")
            return .json(200, #"{"ok":true,"user":\#(member(id, emails[id] ?? ""))}"#)
        case "/api/auth.test": return .json(200, #"{"ok":true,"team_id":"T0HOME"}"#)
        case "/api/users.lookupByEmail":
            let email = request.text.replacing("email=", with: "").removingPercentEncoding
            let id = emails.first { $0.value == email }?.key ?? ""
            return .json(200, #"{"ok":true,"user":\#(member(id, email ?? ""))}"#)
        case "/api/conversations.open": return .json(200, #"{"ok":true,"channel":{"id":"D0DIRECT"}}"#)
        case "/api/chat.postMessage":
            return .json(200, #"{"ok":true,"channel":"C0APPROVERS","ts":"1767225600.\#(request.index)"}"#)
        default: return .json(200, #"{"ok":true}"#)
        }
    }

    private static func member(_ id: String, _ email: String) -> String {
        #"{"id":"\#(id)","team_id":"T0HOME","deleted":false,"is_bot":false,"is_restricted":false,"#
            + #""is_ultra_restricted":false,"is_email_confirmed":true,"profile":{"email":"\#(email)"}}"#
    }

    /// What a method was called with, as text.
    func calls(_ method: String) -> [String] {
        server.requests.filter { $0.target == "/api/\(method)" }.map(\.text)
    }

    /// What was told to whoever had asked.
    var privateAnswers: [String] { server.requests.filter { $0.target == "/answers/1" }.map(\.text) }

    var failures: [LocalInvokeAPI.Failure] {
        get async { await gateway.failures }
    }

    var log: [String] {
        get async { await gateway.log }
    }

    /// The value of a button in a message.
    static func button(_ name: String, in message: String) -> String? {
        guard let object = try? JSONSerialization.jsonObject(with: Data(message.utf8)) as? [String: Any],
            let blocks = object["blocks"] as? [[String: Any]]
        else { return nil }
        let buttons = blocks.flatMap { $0["elements"] as? [[String: Any]] ?? [] }
        return buttons.first { $0["action_id"] as? String == name }?["value"] as? String
    }

    // MARK: Calls

    func command(_ text: String, by user: String, secret: String = secret) async throws -> Answer {
        let fields = [
            "command": "/jit", "text": text, "user_id": user, "team_id": "T0HOME",
            "response_url": "\(server.url)/answers/1",
        ]
        return try await send(try signed("/slack/commands", fields, secret: secret))
    }

    func press(_ action: String, _ value: String, by user: String) async throws -> Answer {
        try await interact([
            "type": "block_actions", "user": ["id": user, "team_id": "T0HOME"],
            "response_url": "\(server.url)/answers/1",
            "actions": [["action_id": action, "value": value]],
        ])
    }

    func type(_ text: String, in field: String, by user: String, account: String? = nil) async throws -> Answer {
        var values: [String: Any] = [:]
        if let account { values["account"] = ["account": ["selected_option": ["value": account]]] }
        return try await interact([
            "type": "block_suggestion", "user": ["id": user, "team_id": "T0HOME"], "action_id": field, "value": text,
            "view": ["state": ["values": values]],
        ])
    }

    private func interact(_ payload: [String: Any]) async throws -> Answer {
        let text = String(decoding: try JSONSerialization.data(withJSONObject: payload), as: UTF8.self)
        return try await send(try signed("/slack/interactions", ["payload": text]))
    }

    /// A call with a signature of now.
    func signed(_ path: String, _ fields: [String: String], secret: String = secret) throws -> PublicURLEvent {
        var allowed = CharacterSet.alphanumerics
        allowed.insert("_")
        let pairs = fields.map { "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")" }
        let body = Data(pairs.joined(separator: "&").utf8)
        let timestamp = String(Int64(Date().timeIntervalSince1970))
        let signature = try CallSignature.slack.signature(
            of: WebRequest(path: path, headers: [:], body: Array(body)),
            timestamp: timestamp,
            secret: Secret(secret)
        )
        return PublicURLEvent(
            path: path,
            headers: [
                "content-type": "application/x-www-form-urlencoded", "x-slack-request-timestamp": timestamp,
                "x-slack-signature": signature,
            ],
            body: body
        )
    }

    func send(_ call: PublicURLEvent) async throws -> Answer { try await gateway.send(call) }

    /// Waits until what was put into the queue has been done.
    func settle() async { await gateway.settle() }

    /// Brings what is new in the audit table to the Gateway, all of which it must be able to tell.
    func tellOfRecords() async throws {
        #expect(try await bringRecords() == nil)
    }

    /// See ``GatewayBed/bringRecords(by:again:)``.
    func bringRecords(again: Bool = false) async throws -> String? {
        try await gateway.bringRecords(by: "events", again: again)
    }
}
