// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Testing

@testable import FrontDoor

/// Every kind of message as it goes to Slack, beside the tests as a file. With HOURGLASS_UPDATE_SNAPSHOTS=1 the files are
/// written anew; look at the difference before you commit it.
@Suite("Every kind of message")
struct SnapshotTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        let name: String
        let json: @Sendable () throws -> JSONValue

        init(_ name: String, _ json: @escaping @Sendable () throws -> JSONValue) {
            self.name = name
            self.json = json
        }

        var testDescription: String { name }
    }

    private static let settings = SlackSettings(
        approversChannel: "C0APPROVERS",
        accessPortalURL: "https://d-1234567890.awsapps.com/start",
        helpContact: "#help-access"
    )

    private static func reply(_ status: Int, _ body: [String: JSONValue]) -> JSONValue {
        let work = SlackWork(.grant, [:], user: "U0ADA", origin: Fakes.origin, responseURL: nil)
        return SlackMessages.reply(FunctionReply(status: status, body: body), to: work, settings).privateAnswer
    }

    private static let body: [String: JSONValue] = [
        "message": "The request awaits approval", "request_id": "r1", "status": "PENDING",
        "user_email": "ada@example.com", "account_id": "111122223333", "permission_set": "PowerUserAccess",
        "awaiting": ["approvers": "members of Operations"], "requested_by": "ada@example.com",
    ]

    private static func requester(_ state: RequestRecord.State, _ happening: SlackHappening) throws -> JSONValue {
        let message = SlackRequestMessages.requester(try Sample.record(state), happening, settings)
        return .object(try #require(message).members)
    }

    private static func approvers(_ state: RequestRecord.State, _ approvals: [Approval] = []) throws -> JSONValue {
        .object(SlackRequestMessages.approvers(try Sample.record(state, approvals: approvals)).members)
    }

    static let kinds: [Kind] = [
        Kind("approvers-pending") { try approvers(Sample.pending) },
        Kind("approvers-second-approval") { try approvers(Sample.pending, [Sample.approval]) },
        Kind("approvers-approved") { try approvers(Sample.leased(), [Sample.approval]) },
        Kind("approvers-rejected") { try approvers(Sample.closed(.rejected, comment: "not today")) },
        Kind("approvers-cancelled") { try approvers(Sample.closed(.cancelled)) },
        Kind("approvers-timed-out") { try approvers(Sample.closed(.timedOut)) },
        Kind("requester-granted") { try requester(Sample.leased(), .granted) },
        Kind("requester-ends-soon") { try requester(Sample.leased(), .endsSoon) },
        Kind("requester-ended") { try requester(Sample.leased(.expired), .ended) },
        Kind("requester-failed") { try requester(Sample.leased(.failed), .failed) },
        Kind("requester-rejected") { try requester(Sample.closed(.rejected, comment: "not today"), .closed) },
        Kind("requester-timed-out") { try requester(Sample.closed(.timedOut), .closed) },
        Kind("answer-pending") { reply(202, body) },
        Kind("answer-active") {
            let lease: [String: JSONValue] = [
                "message": "Access granted successfully", "lease_status": "ACTIVE", "expires_at": 1_767_232_800,
            ]
            return reply(200, body.merging(lease) { $1 }.filter { $0.key != "awaiting" })
        },
        Kind("answer-list") { reply(200, ["message": "1 request", "requests": [.object(body)]]) },
        Kind("answer-approvals") {
            let work = SlackWork(
                .grant,
                ["action": "list", "view": "approvals"],
                user: "U0GRACE",
                origin: Fakes.origin,
                responseURL: nil
            )
            let request = try Sample.answer(body)
            let reply = FunctionReply(status: 200, body: ["message": "1 request", "requests": [request]])
            return SlackMessages.reply(reply, to: work, settings).privateAnswer
        },
        Kind("answer-refused") { reply(403, ["error": "The rule peers wants a ticket.", "code": "ticket_required"]) },
        Kind("answer-unknown-user") {
            reply(403, ["error": "There is no user ada@example.com.", "code": "unidentified_actor"])
        },
        Kind("help") { SlackMessages.help().privateAnswer },
        Kind("help-unknown-command") { SlackMessages.help(problem: "There is no command x.").privateAnswer },
        Kind("not-handed-over") { SlackMessages.notHandedOver.privateAnswer },
        Kind("form-not-opened") { SlackMessages.formNotOpened.privateAnswer },
        Kind("no-address") { SlackMessages.unknownPerson(settings).privateAnswer },
        Kind("form-request") { SlackForm.request.json },
        Kind("form-reject") {
            SlackForm.reject(.reject(try #require(RequestID("r1")), digest: Sample.digest)).json
        },
        Kind("form-extend") { SlackForm.extend(.extend(try #require(RequestID("r1")))).json },
    ]

    @Test("is as its file shows it, and within Slack's limits", arguments: kinds)
    func snapshot(kind: Kind) throws {
        let json = try kind.json()
        #expect(BlockKitTests.problems(json).isEmpty)
        let object = try JSONSerialization.jsonObject(with: Data(json.canonicalText.utf8))
        var text = String(
            decoding: try JSONSerialization.data(
                withJSONObject: object,
                options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            ),
            as: UTF8.self
        )
        text += "\n"
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots/\(kind.name).json")
        if ProcessInfo.processInfo.environment["HOURGLASS_UPDATE_SNAPSHOTS"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        #expect(text == (try? String(contentsOf: file, encoding: .utf8)), "see \(file.lastPathComponent)")
    }

    @Test("and there is no file of a message that is gone")
    func files() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        #expect(Set(names) == Set(Self.kinds.map { "\($0.name).json" }))
    }
}
