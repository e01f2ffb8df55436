// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Synchronization
import Testing

@testable import FrontDoor
@testable import JITAccess
@testable import JITAccessAWS
@testable import hourglass

/// One list of what strangers might write, and every place where others read it.
@Suite("Hostile text is nothing but text")
struct HostileTextTests {
    static let texts = [
        "<!channel> <!here> <@U0GRACE> <#C0APPROVERS>", "@channel @here @grace", "<https://evil.example|the portal>",
        "https://evil.example/approve", "*bold* _it_ ~no~ `code` ```", "&lt;!channel&gt; & <", ":rotating_light:",
        "[code]<a/href='https://evil.example'>Sign in again</a>[/code]", "[CODE]<h1>Approved</h1>[/CODE]",
        "x\n\nPermission set: ReadOnlyAccess", "x\r\nApproved by grace", "\u{1B}[2J\u{1B}]0;title\u{7}",
        "\u{202E}drawkcab",
        "a\u{200B}\u{2060}b", "x\u{2028}y\u{85}z", "=HYPERLINK(\"https://evil.example\")", "+1", "-1", "@SUM(A1)",
        "\t=1",
        "\"; DROP TABLE \"", "<script>alert(1)</script>", "%s %n ${jndi:ldap://evil}", "\u{0}\u{8}\u{7F}",
    ]

    private func record(_ text: String, _ state: RequestRecord.State) throws -> RequestRecord {
        let speaker = Speaker(name: text, kind: .person(userID: "u-1"), proof: .integration("slack"))
        let request = AccessRequest(
            id: try #require(RequestID("r1")),
            userEmail: text,
            accountID: try #require(AccountID("111122223333")),
            permissionSet: text,
            duration: .oneDay,
            justification: text,
            ticket: text,
            requester: text,
            approver: text
        )
        return RequestRecord(
            request: request,
            digest: try request.digest(),
            requestedBy: speaker,
            path: .console,
            userID: "u-1",
            permissionSetARN: nil,
            createdAt: Timestamp(seconds: 1_767_225_600),
            policy: PolicyMark(rule: text, ruleDigest: "", policyHash: ""),
            approvals: [Approval(by: speaker, level: text, at: Timestamp(seconds: 1_767_225_600), comment: text)],
            state: state
        )
    }

    private func states(_ text: String) -> [RequestRecord.State] {
        let now = Timestamp(seconds: 1_767_225_600)
        let speaker = Speaker(name: text, kind: .person(userID: "u-1"), proof: .integration("slack"))
        return [
            .pending(RequestRecord.Pending(level: 0, levelName: text, timesOutAt: now)),
            .closed(RequestRecord.Closing(.rejected, by: speaker, at: now, comment: text)),
            .leased(RequestLease(status: .active, expiresAt: now, isStanding: false, failure: text)),
        ]
    }

    @Test("in Slack: no mention, no link, no line of its own", arguments: texts)
    func slack(text: String) throws {
        let settings = SlackSettings(approversChannel: "C0", accessPortalURL: nil, helpContact: "#help")
        let work = SlackWork(
            .grant,
            ["action": "list", "view": "approvals"],
            user: "U0",
            origin: SlackOrigin(teams: []),
            responseURL: nil
        )
        var messages: [SlackMessage] = []
        for state in states(text) {
            let record = try record(text, state)
            messages.append(SlackRequestMessages.approvers(record))
            for happening in [SlackHappening.granted, .endsSoon, .ended, .failed, .closed] {
                messages += [SlackRequestMessages.requester(record, happening, settings)].compactMap { $0 }
            }
            let body = RequestAnswers.body(record)
            for answer in [body, ["requests": [.object(body)]], ["error": .string(text)], ["message": .string(text)]] {
                messages.append(SlackMessages.reply(FunctionReply(status: 200, body: answer), to: work, settings))
            }
        }
        for message in messages {
            for members in [JSONValue.object(message.members), message.privateAnswer] { try check(members) }
        }
    }

    /// Every text of a message is plain, or escaped and not looked through for links and people.
    private func check(_ value: JSONValue) throws {
        switch value {
        case .array(let values): for value in values { try check(value) }
        case .object(let members):
            if case .string(let text)? = members["text"] {
                switch members["type"] {
                case "plain_text": #expect(members["emoji"] == false)
                case "mrkdwn":
                    #expect(members["verbatim"] == true)
                    expectEscaped(text)
                default:
                    // The message's own.
                    expectEscaped(text)
                    if members["response_type"] == nil {
                        #expect(members["parse"] == "none" && members["link_names"] == false)
                    }
                }
                #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
                #expect(!text.contains("\nPermission set: ReadOnlyAccess"))
                #expect(!text.unicodeScalars.contains("\u{202E}"))
            }
            for value in members.values { try check(value) }
        default: break
        }
    }

    private func expectEscaped(_ text: String) {
        let rest = text.replacing("&amp;", with: "").replacing("&lt;", with: "").replacing("&gt;", with: "")
        #expect(!rest.contains("<") && !rest.contains("&"), "\(text)")
    }

    @Test("on a ticket: no HTML, and nothing of what AWS said", arguments: texts)
    func journal(text: String) throws {
        let kinds = [
            ("GRANT", "SUCCESS"), ("GRANT", "DENIED"), ("GRANT", "ERROR"), ("REJECT", "SUCCESS"), ("CANCEL", "SUCCESS"),
            ("TIME_OUT", "SUCCESS"), ("REVOKE", "SUCCESS"), ("REVOKE", "ERROR"), ("RELEASE", "SUCCESS"),
        ]
        for (action, status) in kinds {
            var attributes: [String: JSONValue] = [
                "request_id": "r1", "sequence": 1, "action": .string(action), "status": .string(status), "hash": "",
                "error_message": "User: arn:aws:sts::111122223333:assumed-role/Grant is not authorized",
            ]
            for name in ["user_email", "permission_set", "account_id", "reason", "actor", "told", "user_id"] {
                attributes[name] = .string(text)
            }
            attributes["hash"] = .string(String(repeating: "0", count: 64))
            attributes["previous_hash"] = attributes["hash"]
            attributes["timestamp"] = "2026-01-01T00:00:00.000Z"
            let stored = try #require(AuditRecord(stored: attributes))
            let event = LifecycleEvent(stored, at: Timestamp(seconds: 0))
            let request = try self.record(text, states(text)[0])
            let note = try #require(TicketNote.text(event, request))
            #expect(!note.contains("[") && !note.contains("]"))
            let plain = try #require(TicketNote.text(event, try self.record("x", states("x")[0])))
            #expect(note.count { $0.isNewline } == plain.count { $0.isNewline })
            #expect(!note.contains("assumed-role"))
        }
    }

    @Test("on a terminal: no escape sequence, no line of its own", arguments: texts)
    func terminal(text: String) throws {
        for state in states(text) {
            let body = RequestAnswers.body(try record(text, state))
            let shown = RequestText.details(of: AnswerObject(body))
            let plain = RequestText.details(of: AnswerObject(RequestAnswers.body(try record("x", state))))
            #expect(shown.split(separator: "\n").count == plain.split(separator: "\n").count)
            #expect(!shown.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
            #expect(!shown.unicodeScalars.contains("\u{202E}"))
        }
    }

    /// Every alert there is, with the text wherever others' text stands.
    private func alerts(_ text: String) throws -> [Alert] {
        let record = try record(text, states(text)[0])
        let account = try #require(AccountID("111122223333"))
        let caller = try #require(
            IAMCaller(arn: "arn:aws:sts::111122223333:assumed-role/R/x", accountID: "111122223333", id: "AROAX:x")
        )
        let session = IAMCaller.PersonSession(
            roleName: "AWSReservedSSO_R_0123456789abcdef",
            roleID: "AROAX",
            userName: text
        )
        let fences = FenceReport(errors: [text], leftOut: [text])
        var tally = ReconcileTally()
        tally.foreign = 1
        let reconcile = ReconcileRecord(
            id: record.id,
            order: ReconcileOrder(.apply),
            askedBy: text,
            startedAt: record.createdAt,
            tally: tally,
            findings: [
                ReconcileFinding(
                    .foreign,
                    Binding(userID: text, accountID: account, permissionSetARN: text),
                    permissionSet: text,
                    userEmail: text,
                    since: nil,
                    outcome: .failed(text)
                )
            ],
            state: .finished(at: record.createdAt),
            version: 1
        )
        var alerts: [Alert] = [
            .grantFailed(record, text), .unrecordedOutcome(record, text), .sweepFailed(text),
            .reconcileAbandoned(reconcile, text), FirstAlert.foreignSession(caller, account).alert,
            FirstAlert.lookAlike(caller, session).alert,
            ForgedRequests.alert([ForgedRequest(record: record, reason: text)]),
            Alert(subject: "Hourglass: \(text)", message: "Reason: \(text)"),
        ]
        alerts += fences.alerts
        for alert in [
            SweepReport(errors: [text]).alert, Alert.reconciled(reconcile), RequestSweep.Report(errors: [text]).alert,
        ] {
            alerts.append(try #require(alert))
        }
        return alerts
    }

    @Test("in alerts and in the log: a line, whichever alert it is", arguments: texts)
    func alerts(text: String) throws {
        let (hostile, plain) = (try alerts(text), try alerts("x"))
        #expect(hostile.count == plain.count)
        for (alert, other) in zip(hostile, plain) {
            let mail = SNSAlerts.readable(alert.message)
            #expect(mail == alert.message, "\(alert.subject)")
            #expect(mail.count { $0.isNewline } == other.message.count { $0.isNewline }, "\(alert.subject)")
            #expect(!alert.subject.contains { $0.isNewline })
            expectVisible(mail + alert.subject)
        }
        let lines = LogLines()
        let log = LoggerDiagnostics(Logger(label: "test") { _ in lines })
        log.error(text)
        log.warning("because of \(text)")
        log.info(text)
        #expect(lines.all.count == 3)
        for line in lines.all {
            #expect(!line.contains { $0.isNewline })
            expectVisible(line)
        }
    }

    private func expectVisible(_ text: String) {
        #expect(
            !text.unicodeScalars.contains {
                $0 != "\n" && [.control, .format, .lineSeparator].contains($0.properties.generalCategory)
            }
        )
    }

    @Test("in events, mail and CSV: a line, and no formula", arguments: texts)
    func others(text: String) throws {
        let record = try record(text, states(text)[0])
        for line in RequestFacts(record.request, requestedBy: record.requestedBy).lines {
            #expect(!line.text.contains { $0.isNewline })
        }
        let field = StrangersText(text).csvField
        #expect(field.hasPrefix("\"") && field.hasSuffix("\"") && !field.contains { $0.isNewline })
        #expect(!field.dropFirst().drop { $0.isWhitespace }.hasPrefix { "=+-@".contains($0) })
        #expect(!field.dropFirst().dropLast().replacing("\"\"", with: "").contains("\""))
    }
}

extension Substring {
    fileprivate func hasPrefix(_ isFirst: (Character) -> Bool) -> Bool { first.map(isFirst) ?? false }
}

/// The messages of a log, in memory.
private final class LogLines: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }

    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        lines.withLock { $0.append(event.message.description) }
    }
}
