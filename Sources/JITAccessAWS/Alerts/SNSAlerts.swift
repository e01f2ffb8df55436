// SPDX-License-Identifier: Apache-2.0

public import AWSClient
public import JITAccess

/// Alerts as messages to an SNS topic.
public struct SNSAlerts: Alerts {
    private let sns: SNS
    private let topicARN: String

    /// Sends to `topicARN`, in the region that it names.
    public init(_ client: AWSClient, topicARN: String) {
        let region = topicARN.split(separator: ":", omittingEmptySubsequences: false).dropFirst(3).first
        sns = SNS(client, region: region.map(String.init))
        self.topicARN = topicARN
    }

    public func send(_ alert: Alert) async throws(AlertError) {
        do {
            _ = try await sns.publish(topicARN: topicARN, subject: alert.subject, message: Self.readable(alert.message))
        } catch {
            throw AlertError(error.description)
        }
    }

    /// The message with its line breaks and nothing else that cannot be seen: it quotes names and AWS's words, and goes to
    /// people's mail.
    static func readable(_ message: String) -> String {
        message.split(separator: "\n", omittingEmptySubsequences: false)
            .map { StrangersText(String($0)).line }.joined(separator: "\n")
    }
}

/// Alerts where no topic is configured: they are in the log, and nowhere else.
public struct LoggedAlerts: Alerts {
    private let log: any Diagnostics

    /// Writes to `log`.
    public init(_ log: any Diagnostics) {
        self.log = log
    }

    public func send(_ alert: Alert) async throws(AlertError) {
        // A record is a line.
        let message = alert.message.split(separator: "\n").joined(separator: " ")
        log.error("ALERT \(alert.subject): \(message)")
    }
}

extension AWSClient {
    /// Alerts to the topic, or to the log where none is configured.
    public func alerts(topicARN: String?, _ log: any Diagnostics) -> any Alerts {
        if let topicARN { SNSAlerts(self, topicARN: topicARN) } else { LoggedAlerts(log) }
    }
}
