// SPDX-License-Identifier: Apache-2.0

import JITAccessAWS
import Testing

@testable import AccessFunction

@Suite("AWS's own settings, for a function that ends access")
struct UsableSettingsTests {
    @Test(
        "What is wrong with a service that no end calls is left out and told",
        arguments: [
            ("AWS_ENDPOINT_URL_SNS", "nonsense"), ("AWS_ENDPOINT_URL_EVENTBRIDGE", "ftp://example.com"),
            ("AWS_ENDPOINT_URL_KMS", "\u{1F480}"), ("AWS_ENDPOINT_URL_SECRETS_MANAGER", "x"),
            ("AWS_ENDPOINT_URL_ORGANIZATIONS", "x"), ("AWS_ENDPOINT_URL_LAMBDA", "x"), ("AWS_ENDPOINT_URL_STS", "x"),
            ("AWS_ENDPOINT_URL_SOMETHING_ELSE", "x"), ("AWS_MAX_ATTEMPTS", "0"), ("AWS_MAX_ATTEMPTS", "many"),
        ]
    )
    func leftOut(name: String, value: String) {
        let settings = [name: value, "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "STATE_TABLE": "t"]
        let usable = UsableSettings(settings, need: .ends)
        #expect(usable.faults.map(\.name) == [name])
        #expect(usable.variables == settings.filter { $0.key != name })
        #expect(UsableSettings(settings, need: .everything).variables == settings)
    }

    @Test(
        "What an end calls is not guessed, right or wrong",
        arguments: [
            "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_SSO_ADMIN",
            "AWS_ENDPOINT_URL_IDENTITYSTORE", "AWS_ENDPOINT_URL_IAM", "AWS_USE_FIPS_ENDPOINT", "AWS_REGION",
        ]
    )
    func kept(name: String) {
        for value in ["nonsense", ""] {
            let usable = UsableSettings([name: value], need: .ends)
            #expect(usable.faults == [])
            #expect(usable.variables == [name: value])
        }
    }

    @Test("What is right is left alone")
    func sound() {
        let settings = ["AWS_ENDPOINT_URL_SNS": "http://127.0.0.1:4566", "AWS_MAX_ATTEMPTS": "5", "AWS_REGION": "x"]
        #expect(UsableSettings(settings, need: .ends).variables == settings)
        #expect(UsableSettings(settings, need: .ends).faults == [])
    }
}
