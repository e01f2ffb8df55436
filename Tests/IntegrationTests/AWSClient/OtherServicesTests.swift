// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite("Organizations, SNS and STS against the local AWS", .enabled(if: LocalAWS.isExpected))
struct OtherServicesTests {
    private let client: AWSClient

    init() throws {
        client = try LocalAWS.client()
    }

    @Test("An account of the organization is described, and another one is not found")
    func organizations() async throws {
        // There is one organization, maybe made by another test or by the seeding.
        _ = try? await client.setUp(.organizations, "CreateOrganization", ["FeatureSet": "ALL"])
        let organization = try await client.organizations.describeOrganization()
        #expect(organization.id.hasPrefix("o-"))
        let account = try await client.organizations.describeAccount(organization.managementAccountID)
        #expect(account.id == organization.managementAccountID)
        #expect(account.isActive)
        let error = await #expect(throws: AWSError.self) {
            try await client.organizations.describeAccount("999999999999")
        }
        #expect(error?.isNotFound == true)
    }

    @Test("A notification arrives as it was written")
    func publish() async throws {
        let name = "test-\(UUID().uuidString.lowercased())"
        let topicARN = try await query("CreateTopic", ["Name": name]).text("TopicArn")
        let queue = try await client.setUp(.sqs, "CreateQueue", ["QueueName": "\(name)"])
        let queueURL = try #require(queue["QueueUrl"]?.text)
        let queueARN = topicARN.replacing(":sns:", with: ":sqs:")
        _ = try await query("Subscribe", ["TopicArn": topicARN, "Protocol": "sqs", "Endpoint": queueARN])

        let message = "3 revocations failed\n+ ü & = % ~ * <tag>"
        let id = try await client.sns.publish(topicARN: topicARN, subject: "Alert\nÜber", message: message)
        let received = try await client.setUp(.sqs, "ReceiveMessage", ["QueueUrl": "\(queueURL)"])
        let envelope = try #require(received["Messages"]?.elements?.first?["Body"]?.text)
        let notification = try JSONDecoder().decode(JSONValue.self, from: Data(envelope.utf8))
        #expect(notification["MessageId"]?.text == id)
        #expect(notification["Subject"]?.text == "Alert ?ber")
        #expect(notification["Message"]?.text == message)
    }

    @Test("Publishing to a topic that is not there is refused with SNS's own words")
    func noTopic() async throws {
        let error = await #expect(throws: AWSError.self) {
            try await client.sns.publish(
                topicARN: "arn:aws:sns:us-east-1:123456789012:no-such-topic",
                subject: "s",
                message: "m"
            )
        }
        #expect(error?.isNotFound == true)
        #expect(error?.status == 404)
    }

    @Test("The caller learns who they are")
    func callerIdentity() async throws {
        let identity = try await client.sts.getCallerIdentity()
        #expect(identity.accountID == "123456789012")
        #expect(identity.arn.hasPrefix("arn:aws:"))
        #expect(!identity.userID.isEmpty)
    }

    private func query(_ operation: String, _ parameters: [String: String]) async throws -> QueryResult {
        var form = QueryForm()
        for (name, value) in parameters {
            form.add(name, value)
        }
        return try await client.query(AWSOperation(.sns, operation), region: LocalAWS.region, form)
    }
}

extension AWSService {
    /// Amazon SQS, where a test looks for what SNS delivered.
    static let sqs = AWSService(
        id: "SQS",
        endpointPrefix: "sqs",
        signingName: "sqs",
        wireProtocol: .json(version: "1.0", targetPrefix: "AmazonSQS"),
        isGlobal: false
    )
}
