// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import FrontDoor
@testable import JITAccess
@testable import hourglass

/// What is approved is what is shown, wherever it is shown.
@Suite("Every rendering of a request")
struct RenderingTests {
    private static let speaker = Speaker(name: "grace", kind: .person(userID: "u-1"), proof: .integration("slack"))

    /// The members of a request, each of which can be changed by itself.
    struct Members: Sendable {
        var userEmail = "ada@example.com"
        var account = "111122223333"
        var permissionSet = "PowerUserAccess"
        var custom: JSONValue?
        var seconds: Int64 = 7200
        var justification: String? = "Look at the queue, not at the rest of it"
        var ticket: String? = "INC0012345"
        var source: RequestSource? = .cli
        var requester: String? = "edith@example.com"
        var approver: String? = "margaret@example.com"
        var startAt: Timestamp? = Timestamp(milliseconds: 1_800_000_000_000)
        var extends: String? = "r0"
        var speaker = RenderingTests.speaker

        func request() throws -> AccessRequest {
            var problems: [FieldProblem] = []
            let definition = custom.flatMap { CustomPermissionSet.read($0, field: "", problems: &problems) }
            #expect(problems == [])
            let id = try #require(RequestID("r1"))
            return AccessRequest(
                id: id,
                userEmail: userEmail,
                accountID: try #require(AccountID(account)),
                permissionSet: permissionSet,
                duration: try #require(LeaseDuration(seconds: seconds)),
                justification: justification,
                ticket: ticket,
                source: source,
                requester: requester,
                approver: approver,
                startAt: startAt,
                extends: extends.flatMap { RequestID($0) },
                customPermissionSet: definition
            )
        }

        func record() throws -> RequestRecord {
            let request = try request()
            let now = Timestamp(seconds: 1_767_225_600)
            return RequestRecord(
                request: request,
                digest: try request.digest(),
                requestedBy: speaker,
                path: .console,
                userID: "u-ada",
                permissionSetARN: nil,
                createdAt: now,
                policy: PolicyMark(rule: "peers", ruleDigest: "", policyHash: ""),
                state: .pending(RequestRecord.Pending(level: 0, levelName: "peer", timesOutAt: now))
            )
        }
    }

    /// A change of one member; under the name that the request has for it.
    struct Mutation: Sendable, CustomTestStringConvertible {
        let member: String
        let note: String
        let change: @Sendable (inout Members) -> Void
        var testDescription: String { "\(member): \(note)" }

        init(_ member: String, _ note: String = "", _ change: @escaping @Sendable (inout Members) -> Void) {
            (self.member, self.note, self.change) = (member, note, change)
        }
    }

    private static func policy(_ action: JSONValue, _ resource: JSONValue = "*", _ effect: JSONValue = "Allow")
        -> JSONValue
    {
        ["Version": "2012-10-17", "Statement": [["Effect": effect, "Action": action, "Resource": resource]]]
    }

    private static let definition: JSONValue = [
        "managed_policies": ["ReadOnlyAccess", "job-function/ViewOnlyAccess"],
        "inline_policy": policy(["s3:GetObject", "s3:ListBucket"], "arn:aws:s3:::logs/*"), "session_duration": "PT1H",
    ]

    private static func changed(_ name: String, _ value: JSONValue) -> JSONValue {
        guard case .object(let members) = definition else { return definition }
        return .object(members.merging([name: value]) { $1 })
    }

    /// At least one of each member. A member of the digest that is not here fails ``table()``.
    static let mutations: [Mutation] = [
        Mutation("userEmail") { $0.userEmail = "ada@example.org" },
        Mutation("userEmail", "a character that looks like nothing") { $0.userEmail = "ada\u{200B}@example.com" },
        Mutation("accountID") { $0.account = "111122223334" },
        Mutation("permissionSet") { $0.permissionSet = "AdministratorAccess" },
        Mutation("duration", "a second") { $0.seconds = 7201 },
        Mutation("duration", "much") { $0.seconds = 700_000 },
        Mutation("justification", "the last character") {
            $0.justification = "Look at the queue, not at the rest of it."
        },
        Mutation("justification", "gone") { $0.justification = nil },
        Mutation("justification", "as long as it may be") { $0.justification = String(repeating: "&", count: 1000) },
        Mutation("ticket") { $0.ticket = "INC0012346" },
        Mutation("ticket", "gone") { $0.ticket = nil },
        Mutation("source") { $0.source = .servicenow },
        Mutation("requester") { $0.requester = "mallory@example.com" },
        Mutation("approver") { $0.approver = "mallory@example.com" },
        Mutation("startAt", "a millisecond") { $0.startAt = Timestamp(milliseconds: 1_800_000_000_001) },
        Mutation("startAt", "now") { $0.startAt = nil },
        Mutation("extends") { $0.extends = "r2" },
        Mutation("extends", "gone") { $0.extends = nil },
        Mutation("customPermissionSet", "one at all") { $0.custom = definition },
    ]

    static let definitionMutations: [Mutation] = [
        Mutation("customPermissionSet", "a managed policy") {
            $0.custom = changed("managed_policies", ["AdministratorAccess"])
        },
        Mutation("customPermissionSet", "one more") {
            $0.custom = changed(
                "managed_policies",
                ["ReadOnlyAccess", "job-function/ViewOnlyAccess", "PowerUserAccess"]
            )
        },
        Mutation("customPermissionSet", "two that look like one") {
            $0.custom = changed("managed_policies", ["ReadOnlyAccess,job-function", "ViewOnlyAccess"])
        },
        Mutation("customPermissionSet", "none") { $0.custom = changed("managed_policies", []) },
        Mutation("customPermissionSet", "its session") { $0.custom = changed("session_duration", "PT1H1M") },
        Mutation("customPermissionSet", "an action") {
            $0.custom = changed("inline_policy", policy(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::logs/*"))
        },
        Mutation("customPermissionSet", "a resource") {
            $0.custom = changed("inline_policy", policy(["s3:GetObject", "s3:ListBucket"], "*"))
        },
        Mutation("customPermissionSet", "an effect") {
            $0.custom = changed(
                "inline_policy",
                policy(["s3:GetObject", "s3:ListBucket"], "arn:aws:s3:::logs/*", "Deny")
            )
        },
        Mutation("customPermissionSet", "no inline policy") { $0.custom = changed("inline_policy", .null) },
    ]

    /// What somebody sees, by where.
    private static func renderings(_ members: Members) throws -> [String: String] {
        let record = try members.record()
        let body = RequestAnswers.body(record)
        let shown = try #require(RenderedRequest(record))
        let work = SlackWork(
            .grant,
            ["action": "list", "view": "approvals"],
            user: "U0",
            origin: SlackOrigin(teams: []),
            responseURL: nil
        )
        let reply = FunctionReply(status: 200, body: ["message": "1 request", "requests": [.object(body)]])
        let list = SlackMessages.reply(reply, to: work, SlackSettings(approversChannel: "C0"))
        let policy = try Policy(parsing: Array(#"{"version": 1, "rules": []}"#.utf8), defaultPermissionSet: "X")
        var tail = AuditTail.empty
        let entry = try tail.append(
            .asked(record, .pending),
            for: record.id,
            at: record.createdAt,
            by: Invocation(requestID: "i1", deadline: record.createdAt, channel: .functionURL)
                .speaking(as: members.speaker, under: .whole(policy))
        )
        let granted = try tail.append(
            AuditEntry(.grant, .success, subject: record.subject),
            for: record.id,
            at: record.createdAt,
            by: Invocation(requestID: "i2", deadline: record.createdAt, channel: .functionURL)
                .speaking(as: members.speaker, under: .whole(policy))
        )
        let note = try #require(TicketNote.text(LifecycleEvent(granted, at: record.createdAt), record))
        return [
            "the work note": note.split(separator: "\n").dropFirst().joined(separator: "\n"),
            "the message to approvers": text(SlackRequestMessages.approvers(record).blocks),
            "the list of approvals": text(list.blocks),
            "the form": text(SlackForm.reject(.reject(record.id, digest: record.digest), shown).blocks),
            "the command": RequestText.details(of: AnswerObject(body.filter { $0.key != "digest" })),
            "the event": LifecycleEvent(entry, at: record.createdAt).shown.joined(separator: "\n"),
        ]
    }

    /// What is read in Slack: the values of buttons are not.
    private static func text(_ blocks: [SlackBlock]) -> String {
        blocks.filter { if case .buttons = $0 { false } else { true } }.map(\.json.canonicalText).joined()
    }

    @Test("changes with each member that the digest covers", arguments: mutations)
    func members(_ mutation: Mutation) throws {
        try expectChange(Members(), mutation)
    }

    @Test("changes with each part of a custom permission set", arguments: definitionMutations)
    func definition(_ mutation: Mutation) throws {
        var members = Members()
        members.custom = Self.definition
        try expectChange(members, mutation)
    }

    private func expectChange(_ members: Members, _ mutation: Mutation) throws {
        var changed = members
        mutation.change(&changed)
        let digests = (try members.request().digest(), try changed.request().digest())
        #expect(digests.0 != digests.1)
        let (before, after) = (try Self.renderings(members), try Self.renderings(changed))
        for (place, text) in before { #expect(text != after[place], "\(place) shows nothing of it") }
    }

    @Test("says who asked, and how")
    func speaker() throws {
        var (other, elsewhere) = (Members(), Members())
        other.speaker = Speaker(name: "mallory", kind: .person(userID: "u-2"), proof: .integration("slack"))
        elsewhere.speaker = Speaker(name: "grace", kind: .person(userID: "u-1"), proof: .identityCenterSession)
        let before = try Self.renderings(Members())
        for members in [other, elsewhere] {
            for (place, text) in try Self.renderings(members) { #expect(text != before[place], "\(place)") }
        }
    }

    @Test("has a mutation here for every member of a request and of its digest")
    func table() throws {
        let known = Set(Self.mutations.map(\.member))
        let members = Mirror(reflecting: try Members().request()).children.compactMap(\.label)
        #expect(Set(members).subtracting(known) == ["id"])
        var custom = Members()
        custom.custom = Self.definition
        let digested = Set(try Members().request().digestMembers.keys).union(try custom.request().digestMembers.keys)
        #expect(digested.count == known.count, "the digest has \(digested.sorted()), and the table \(known.sorted())")
    }

    @Test("comes with a digest that is computed of what is shown, or with none")
    func digest() throws {
        var members = Members()
        members.custom = Self.definition
        let record = try members.record()
        let body = RequestAnswers.body(record)
        #expect(RenderedRequest(answer: body)?.digest == record.digest)
        #expect(RenderedRequest(answer: body)?.lines == RenderedRequest(record)?.lines)
        for (name, value) in body where RequestFacts(members: [name: value]) != RequestFacts(members: [:]) {
            guard !name.hasPrefix("requested_by"), name != "permission_set" else { continue }
            var changed = body
            changed[name] = nil
            #expect(RenderedRequest(answer: changed) == nil, "\(name)")
        }
        let other = RequestRecord(
            request: try Members().request(),
            digest: record.digest,
            requestedBy: Self.speaker,
            path: .console,
            userID: "u-ada",
            permissionSetARN: nil,
            createdAt: record.createdAt,
            policy: record.policy,
            state: record.state
        )
        #expect(RenderedRequest(other) == nil)
        let message = SlackMessageReader.text(SlackRequestMessages.approvers(other))
        #expect(!message.contains(record.digest) && !message.contains("\"approve\""))
    }

    @Test("of what is too long for Slack has no button there, but the command to decide with")
    func tooLong() throws {
        var members = Members()
        let many = (1...300).map { JSONValue.string("s3:GetObject\($0)") }
        members.custom = Self.changed("inline_policy", Self.policy(.array(many)))
        let record = try members.record()
        let message = SlackMessageReader.text(SlackRequestMessages.approvers(record))
        #expect(!message.contains(record.digest))
        #expect(message.contains("hourglass approve r1"))
        members.custom = Self.definition
        let whole = SlackMessageReader.text(SlackRequestMessages.approvers(try members.record()))
        let digest = try members.record().digest
        #expect(whole.contains(digest))
        #expect(whole.contains("Managed policy: ReadOnlyAccess") && whole.contains("s3:ListBucket"))
        #expect(whole.contains("Session length: PT1H"))
    }
}

private enum SlackMessageReader {
    static func text(_ message: SlackMessage) -> String { JSONValue.object(message.members).canonicalText }
}
