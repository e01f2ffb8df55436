// SPDX-License-Identifier: Apache-2.0

/// Amazon Simple Notification Service.
///
/// API reference: <https://docs.aws.amazon.com/sns/latest/api/>
public struct SNS: Sendable {
    let client: AWSClient
    let region: String

    /// SNS in `region`, or in the client's own. A topic is published to in its own region.
    public init(_ client: AWSClient, region: String? = nil) {
        self.client = client
        self.region = region ?? client.region
    }

    /// Publishes `message` to a topic, and returns its id. A retry may publish it twice.
    ///
    /// `subject` and `message` are made to fit what SNS accepts: a notification with a character replaced or an end
    /// missing is better than none.
    public func publish(topicARN: String, subject: String, message: String) async throws(AWSError) -> String {
        var form = QueryForm()
        form.add("TopicArn", topicARN)
        form.add("Subject", SNSText.subject(subject))
        form.add("Message", SNSText.message(message))
        return try await client.query(AWSOperation(.sns, "Publish"), region: region, form).text("MessageId")
    }
}

extension AWSClient {
    /// SNS in the client's region.
    public var sns: SNS { SNS(self) }
}
