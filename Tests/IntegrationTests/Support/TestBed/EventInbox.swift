// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

/// An EventBridge bus, and an SQS queue that gets every event of Hourglass that is put on it.
struct EventInbox: Sendable {
    let bus: String
    private let queueURL: String
    private let client: AWSClient

    static func make(_ client: AWSClient) async throws -> EventInbox {
        let name = "events-\(UUID().uuidString.lowercased())"
        _ = try await client.setUp(.eventBridge, "CreateEventBus", ["Name": "\(name)"])
        let queue = try await client.setUp(.sqs, "CreateQueue", ["QueueName": "\(name)"])
        let queueURL = try #require(queue["QueueUrl"]?.text)
        let account = try await client.sts.getCallerIdentity().accountID
        _ = try await client.setUp(
            .eventBridge,
            "PutRule",
            ["Name": "all", "EventBusName": "\(name)", "EventPattern": #"{"source":["hourglass"]}"#]
        )
        let target: JSONValue = ["Id": "1", "Arn": "arn:aws:sqs:\(client.region):\(account):\(name)"]
        _ = try await client.setUp(
            .eventBridge,
            "PutTargets",
            ["Rule": "all", "EventBusName": "\(name)", "Targets": [target]]
        )
        return EventInbox(bus: name, queueURL: queueURL, client: client)
    }

    /// Waits until `count` events have come, in whatever order, and takes them out.
    func take(_ count: Int) async throws -> [JSONValue] {
        var events: [JSONValue] = []
        // A function sends events after it has answered.
        for _ in 0..<100 where events.count < count {
            let answer = try await client.setUp(.sqs, "ReceiveMessage", ["QueueUrl": "\(queueURL)"])
            for message in answer["Messages"]?.elements ?? [] {
                let body = try #require(message["Body"]?.text)
                events.append(try JSONDecoder().decode(JSONValue.self, from: Data(body.utf8)))
                _ = try await client.setUp(
                    .sqs,
                    "DeleteMessage",
                    ["QueueUrl": "\(queueURL)", "ReceiptHandle": "\(message["ReceiptHandle"]?.text ?? "")"]
                )
            }
            if events.count < count { try await Task.sleep(for: .milliseconds(20)) }
        }
        return events
    }
}
