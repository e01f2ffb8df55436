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
            _ = try await sns.publish(topicARN: topicARN, subject: alert.subject, message: alert.message)
        } catch {
            throw AlertError(error.description)
        }
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
        log.error("ALERT \(alert.subject): \(alert.message)")
    }
}
