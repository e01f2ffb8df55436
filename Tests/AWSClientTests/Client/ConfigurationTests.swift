// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

@Suite("A client's settings from the environment")
struct ConfigurationTests {
    private func configuration(_ environment: [String: String]) throws(ConfigurationError) -> AWSClient.Configuration {
        let region = ["AWS_REGION": "eu-central-1"]
        return try AWSClient.Configuration(environment: region.merging(environment) { $1 })
    }

    @Test("Three attempts, no trace, nothing about the surroundings, unless they say so")
    func defaults() throws {
        #expect(try configuration([:]) == AWSClient.Configuration(region: "eu-central-1"))
        #expect(try configuration(["AWS_MAX_ATTEMPTS": ""]).maximumAttempts == 3)
    }

    @Test("AWS_MAX_ATTEMPTS from 1 to 10 is taken", arguments: [1, 3, 10])
    func attempts(number: Int) throws {
        #expect(try configuration(["AWS_MAX_ATTEMPTS": "\(number)"]).maximumAttempts == number)
    }

    @Test(
        "Any other AWS_MAX_ATTEMPTS is refused by name and with what to write",
        arguments: ["0", "-1", "11", "three", "3.0", " 3", "99999999999999999999", "3\n"]
    )
    func badAttempts(text: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try configuration(["AWS_MAX_ATTEMPTS": text]) }
        let message = try #require(error?.message)
        #expect(message.contains("AWS_MAX_ATTEMPTS"))
        #expect(message.contains("1 to 10"))
        #expect(!message.contains("\n"))
    }

    @Test("Lambda's variables turn on the trace and name the runtime")
    func lambda() throws {
        let settings = try configuration([
            "AWS_LAMBDA_FUNCTION_NAME": "grant", "AWS_EXECUTION_ENV": "AWS_Lambda_provided.al2023",
            "AWS_SDK_UA_APP_ID": "desk",
        ])
        #expect(settings.sendsTraceID)
        #expect(settings.executionEnvironment == "AWS_Lambda_provided.al2023")
        #expect(settings.applicationID == "desk")
    }

    @Test("Attempts set in code stay between 1 and 10", arguments: [(0, 1), (-5, 1), (5, 5), (50, 10)])
    func clamped(asked: Int, got: Int) {
        #expect(AWSClient.Configuration(region: "eu-central-1", maximumAttempts: asked).maximumAttempts == got)
    }
}
