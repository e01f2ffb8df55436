// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Testing

@testable import NotifyFunction

@Suite("What Notify is told by its environment")
struct NotifyConfigurationTests {
    @Test("Each notice is switched on by the alias that it is handed over by")
    func notices() throws {
        let function = "arn:aws:lambda:eu-central-1:111122223333:function:Gateway"
        let all = try NotifyConfiguration(environment: [
            "ALERT_TOPIC_ARN": "arn:aws:sns:eu-central-1:111122223333:alerts",
            "SLACK_NOTICES_ALIAS_ARN": "\(function):events", "TICKET_NOTICES_ALIAS_ARN": "\(function):tickets",
        ])
        #expect(all.notices.map(\.name) == ["events", "tickets"])
        #expect(all.alertTopicARN != nil)
        #expect(try NotifyConfiguration(environment: [:]).notices.isEmpty)
    }

    @Test(
        "What is no alias of a function is an error of the configuration that names the variable",
        arguments: ["Gateway", "arn:aws:lambda:eu-central-1:111122223333:function:Gateway", "arn:aws:s3:::bucket"]
    )
    func wrong(arn: String) {
        #expect {
            try NotifyConfiguration(environment: ["TICKET_NOTICES_ALIAS_ARN": arn])
        } throws: { "\($0)".contains("TICKET_NOTICES_ALIAS_ARN") }
    }
}
