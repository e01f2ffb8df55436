// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import FrontDoor
import Hashing
import LocalLambda
import Synchronization
import TestSupport
import Testing

/// The Gateway beside Grant and Revoke of a ``TestBed``, with Lambda's queue between them and a Slack that answers.
final class SlackBed: Sendable {
    static let secret = "local-signing-secret"

    /// An answer of the Gateway's URL.
    struct Answer {
        let status: Int
        let body: String
    }

    let bed: TestBed
    let gateway: LocalFunction
    let arn: String

    /// What the audit table's stream has brought.
    let stream = AuditStreamReader()
    private let server: ScriptedServer
    private let api: LocalInvokeAPI
    private let emails: SharedEmails
    private let broken: SharedMethods
    private let failed: FailureList
    private let lines: LineList

    final class SharedEmails: Sendable {
        let all = Mutex<[String: String]>([:])
    }

    final class SharedMethods: Sendable {
        let all = Mutex<Set<String>>([])
    }

    final class FailureList: Sendable {
        let all = Mutex<[LocalInvokeAPI.Failure]>([])
    }

    final class LineList: Sendable {
        let all = Mutex<[String]>([])
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
        let failures = FailureList()
        failed = failures
        let lines = LineList()
        self.lines = lines
        api = LocalInvokeAPI(queue: LocalInvokeAPI.Queue(pause: .milliseconds(50))) { failure in
            failures.all.withLock { $0.append(failure) }
        }
        let url = try await api.start()
        let table = "jit-access-gateway-\(UUID().uuidString.lowercased())"
        _ = try await bed.client.setUp(
            .dynamoDB,
            "CreateTable",
            [
                "TableName": "\(table)", "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [["AttributeName": "memory_key", "AttributeType": "S"]],
                "KeySchema": [["AttributeName": "memory_key", "KeyType": "HASH"]],
            ]
        )
        let arns = ["Grant", "Revoke"].map { TestBed.configuration($0, bed.variables).arn }
        var variables = bed.variables
        variables.merge([
            "AWS_ENDPOINT_URL_LAMBDA": url, "AWS_ENDPOINT_URL_SECRETS_MANAGER": server.url, "SLACK_API_URL": server.url,
            "GATEWAY_TABLE": table, "SLACK_SECRET_ID": "hourglass/slack", "SLACK_CHANNEL": "C0APPROVERS",
            "GRANT_ALIAS_ARN": "\(arns[0]):slack", "REVOKE_ALIAS_ARN": "\(arns[1]):slack",
        ]) { $1 }
        let configuration = TestBed.configuration("Gateway", variables)
        arn = configuration.arn
        gateway = LocalFunction(configuration) { line in lines.all.withLock { $0.append(line) } }
        await api.add(bed.grant, named: "Grant", arn: arns[0])
        await api.add(bed.revoke, named: "Revoke", arn: arns[1])
        await api.add(gateway, named: "Gateway", arn: arn)
    }

    private func end() async {
        await api.stop()
        await gateway.stop()
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
            let email = emails[request.text.replacing("user=", with: "")] ?? ""
            return .json(200, #"{"ok":true,"user":{"profile":{"email":"\#(email)"}}}"#)
        case "/api/users.lookupByEmail":
            let email = request.text.replacing("email=", with: "").removingPercentEncoding
            let id = emails.first { $0.value == email }?.key ?? ""
            return .json(200, #"{"ok":true,"user":{"id":"\#(id)"}}"#)
        case "/api/conversations.open": return .json(200, #"{"ok":true,"channel":{"id":"D0DIRECT"}}"#)
        case "/api/chat.postMessage":
            return .json(200, #"{"ok":true,"channel":"C0APPROVERS","ts":"1767225600.\#(request.index)"}"#)
        default: return .json(200, #"{"ok":true}"#)
        }
    }

    /// What a method was called with, as text.
    func calls(_ method: String) -> [String] {
        server.requests.filter { $0.target == "/api/\(method)" }.map(\.text)
    }

    /// What was told to whoever had asked.
    var privateAnswers: [String] { server.requests.filter { $0.target == "/answers/1" }.map(\.text) }

    var failures: [LocalInvokeAPI.Failure] {
        get async { failed.all.withLock { $0 } }
    }

    var log: [String] {
        get async { lines.all.withLock { $0 } }
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
        let fields = ["command": "/jit", "text": text, "user_id": user, "response_url": "\(server.url)/answers/1"]
        return try await send(try signed("/slack/commands", fields, secret: secret))
    }

    func press(_ action: String, _ value: String, by user: String) async throws -> Answer {
        try await interact([
            "type": "block_actions", "user": ["id": user], "response_url": "\(server.url)/answers/1",
            "actions": [["action_id": action, "value": value]],
        ])
    }

    func type(_ text: String, in field: String, by user: String, account: String? = nil) async throws -> Answer {
        var values: [String: Any] = [:]
        if let account { values["account"] = ["account": ["selected_option": ["value": account]]] }
        return try await interact([
            "type": "block_suggestion", "user": ["id": user], "action_id": field, "value": text,
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
        let signature = try SlackSignature.signature(timestamp: timestamp, body: Array(body), secret: Secret(secret))
        return PublicURLEvent(
            path: path,
            headers: [
                "content-type": "application/x-www-form-urlencoded", "x-slack-request-timestamp": timestamp,
                "x-slack-signature": signature,
            ],
            body: body
        )
    }

    func send(_ call: PublicURLEvent) async throws -> Answer {
        let id = UUID().uuidString.lowercased()
        let request = InvocationRequest(event: try call.json(requestID: id), requestID: id, functionARN: "\(arn):url")
        guard case .success(let data) = try await gateway.perform(request).outcome,
            let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        else {
            Issue.record("the Gateway did not answer")
            return Answer(status: 0, body: "")
        }
        return Answer(status: answer["statusCode"] as? Int ?? 0, body: answer["body"] as? String ?? "")
    }

    /// Waits until what was put into the queue has been done.
    func settle() async { await api.drain() }
}
