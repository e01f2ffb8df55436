// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

/// An SNS topic, and an SQS queue that gets what is published to it.
struct AlertInbox: Sendable {
    let topicARN: String
    private let queueURL: String
    private let client: AWSClient

    static func make(_ client: AWSClient) async throws -> AlertInbox {
        let name = "alerts-\(UUID().uuidString.lowercased())"
        var topic = QueryForm()
        topic.add("Name", name)
        let topicARN = try await client.query(AWSOperation(.sns, "CreateTopic"), region: client.region, topic)
            .text("TopicArn")
        let queue = try await client.setUp(.sqs, "CreateQueue", ["QueueName": "\(name)"])
        let queueURL = try #require(queue["QueueUrl"]?.text)
        let account = try #require(topicARN.split(separator: ":").dropFirst(4).first)
        var subscription = QueryForm()
        subscription.add("TopicArn", topicARN)
        subscription.add("Protocol", "sqs")
        subscription.add("Endpoint", "arn:aws:sqs:\(client.region):\(account):\(name)")
        _ = try await client.query(AWSOperation(.sns, "Subscribe"), region: client.region, subscription)
        return AlertInbox(topicARN: topicARN, queueURL: queueURL, client: client)
    }

    /// An alert as it arrived.
    struct Message: Sendable, Decodable {
        let subject: String
        let text: String

        private enum CodingKeys: String, CodingKey {
            case subject = "Subject"
            case text = "Message"
        }
    }

    /// Takes out what has arrived by now.
    func take() async throws -> [Message] {
        var messages: [Message] = []
        while true {
            let answer = try await client.setUp(.sqs, "ReceiveMessage", ["QueueUrl": "\(queueURL)"])
            guard let received = answer["Messages"]?.elements, !received.isEmpty else { return messages }
            for message in received {
                let body = try #require(message["Body"]?.text)
                messages.append(try JSONDecoder().decode(Message.self, from: Data(body.utf8)))
                _ = try await client.setUp(
                    .sqs,
                    "DeleteMessage",
                    ["QueueUrl": "\(queueURL)", "ReceiptHandle": "\(message["ReceiptHandle"]?.text ?? "")"]
                )
            }
        }
    }
}
