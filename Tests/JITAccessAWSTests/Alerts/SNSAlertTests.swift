// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Synchronization
import Testing

@Suite("Alerts")
struct SNSAlertTests {
    private static let topic = "arn:aws:sns:us-west-2:123456789012:jit-access-alerts"
    private static let alert = Alert(subject: "Hourglass: a grant failed", message: "Reason: & so on")

    @Test("An alert is published to the topic, in the topic's region")
    func published() async throws {
        let aws = ScriptedAWS { _, _ in
            .xml("<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>")
        }
        try await SNSAlerts(.scripted(aws), topicARN: Self.topic).send(Self.alert)
        let call = try #require(aws.calls.first)
        #expect(call.url.contains("sns.us-west-2."))
        #expect(call.input["Action"] == "Publish")
        #expect(call.input["TopicArn"] == .string(Self.topic))
        #expect(call.input["Subject"] == "Hourglass: a grant failed")
        #expect(call.input["Message"] == "Reason: & so on")
    }

    @Test("An alert that cannot be sent says so, and why")
    func failure() async throws {
        let aws = ScriptedAWS { _, _ in .fault(status: 403, code: "AuthorizationError", message: "not allowed") }
        let alerts = SNSAlerts(try .scripted(aws), topicARN: Self.topic)
        let error = await #expect(throws: AlertError.self) { try await alerts.send(Self.alert) }
        #expect(error?.message.contains("SNS Publish") == true)
    }

    @Test("Without a topic an alert is in the log, whole")
    func logged() async throws {
        let log = LogBook()
        try await LoggedAlerts(log).send(Self.alert)
        #expect(log.errors == ["ALERT Hourglass: a grant failed: Reason: & so on"])
    }

    private final class LogBook: Diagnostics {
        private let lines = Mutex<[String]>([])

        var errors: [String] { lines.withLock { $0 } }

        func info(_ message: String) {}
        func warning(_ message: String) {}
        func error(_ message: String) { lines.withLock { $0.append(message) } }
    }
}
