// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite("EventBridge against the local AWS", .enabled(if: LocalAWS.isExpected))
struct EventBridgeTests {
    private let client: AWSClient

    init() throws {
        client = try LocalAWS.client()
    }

    @Test("An event reaches who asked for it by a rule, as it was put")
    func arrives() async throws {
        let name = "test-\(UUID().uuidString.lowercased())"
        _ = try await client.setUp(.eventBridge, "CreateEventBus", ["Name": "\(name)"])
        let queue = try await client.setUp(.sqs, "CreateQueue", ["QueueName": "\(name)"])
        let queueURL = try #require(queue["QueueUrl"]?.text)
        _ = try await client.setUp(
            .eventBridge,
            "PutRule",
            ["Name": "\(name)", "EventBusName": "\(name)", "EventPattern": #"{"source":["hourglass"]}"#]
        )
        let target: JSONValue = ["Id": "1", "Arn": "arn:aws:sqs:us-east-1:123456789012:\(name)"]
        _ = try await client.setUp(
            .eventBridge,
            "PutTargets",
            ["Rule": "\(name)", "EventBusName": "\(name)", "Targets": [target]]
        )

        let entry = EventBridge.Entry(
            source: "hourglass",
            detailType: "Access Granted",
            detail: #"{"event_id":"CHG0012345/2"}"#,
            bus: name,
            time: 1_768_467_600.25
        )
        let results = try await client.eventBridge.putEvents([entry])
        #expect(results.count == 1)
        #expect(throws: Never.self) { try results[0].get() }

        let received = try await client.setUp(.sqs, "ReceiveMessage", ["QueueUrl": "\(queueURL)"])
        let body = try #require(received["Messages"]?.elements?.first?["Body"]?.text)
        let event = try JSONDecoder().decode(JSONValue.self, from: Data(body.utf8))
        #expect(event["source"]?.text == "hourglass")
        #expect(event["detail-type"]?.text == "Access Granted")
        #expect(event["detail"]?["event_id"]?.text == "CHG0012345/2")
    }
}
