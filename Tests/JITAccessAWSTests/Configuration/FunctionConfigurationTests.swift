// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

/// A value of a variable.
struct Setting: CustomTestStringConvertible, Sendable {
    let name: String
    let value: String

    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    var testDescription: String { "\(name)=\(value.prefix(60))" }
}

@Suite("The functions' configuration")
struct FunctionConfigurationTests {
    @Test("Without variables everything has its documented default")
    func defaults() throws {
        let configuration = try Sample.configuration()
        #expect(configuration.stateTable == "jit-access-state")
        #expect(configuration.auditTable == "jit-access-audit")
        #expect(configuration.alertTopicARN == nil)
        #expect(configuration.eventBus == nil)
        #expect(configuration.identityCenterRegion == "eu-central-1")
        #expect(configuration.instanceARN == nil)
        #expect(configuration.identityStoreID == nil)
        #expect(configuration.accessPortalURL == nil)
        #expect(configuration.rules.defaultPermissionSet == "AdministratorAccess")
        #expect(configuration.rules.defaultDuration == .oneDay)
        #expect(configuration.rules.maximumDuration == .maximum)
        #expect(configuration.rules.maximumOpenRequests == 20)
        #expect(configuration.policyFile == .success("/var/task/policy.json"))
    }

    @Test("Every variable is taken")
    func everything() throws {
        let configuration = try Sample.configuration([
            "STATE_TABLE": "team.state_1-a", "AUDIT_TABLE": "aud",
            "ALERT_TOPIC_ARN": "arn:aws-us-gov:sns:us-gov-west-1:123456789012:alerts",
            "EVENT_BUS_NAME": "hourglass.events-1",
            "DEFAULT_PERMISSION_SET": "ReadOnlyAccess",
            "DEFAULT_DURATION_HOURS": "2", "MAX_DURATION_HOURS": "720", "IDENTITY_CENTER_REGION": "us-gov-west-1",
            "INSTANCE_ARN": Sample.instanceARN, "IDENTITY_STORE_ID": "d-0123456789",
            "ACCESS_PORTAL_URL": "https://example.awsapps.com/start", "POLICY_FILE": "/opt/policy.json",
            "RECONCILE_CALLS_PER_SECOND": "15",
        ])
        #expect(configuration.reconcileCallsPerSecond == 15)
        #expect(configuration.stateTable == "team.state_1-a")
        #expect(configuration.auditTable == "aud")
        #expect(configuration.alertTopicARN == "arn:aws-us-gov:sns:us-gov-west-1:123456789012:alerts")
        #expect(configuration.eventBus == "hourglass.events-1")
        #expect(configuration.identityCenterRegion == "us-gov-west-1")
        #expect(configuration.instanceARN == Sample.instanceARN)
        #expect(configuration.identityStoreID == "d-0123456789")
        #expect(configuration.accessPortalURL == "https://example.awsapps.com/start")
        #expect(configuration.rules.defaultPermissionSet == "ReadOnlyAccess")
        #expect(configuration.policyFile == .success("/opt/policy.json"))
        #expect(configuration.rules.defaultDuration == LeaseDuration(hours: 2))
        #expect(configuration.rules.maximumDuration == .maximum)
    }

    @Test(
        "A variable that is empty is not set",
        arguments: [
            "STATE_TABLE", "AUDIT_TABLE", "ALERT_TOPIC_ARN", "EVENT_BUS_NAME", "DEFAULT_PERMISSION_SET",
            "DEFAULT_DURATION_HOURS", "MAX_DURATION_HOURS", "IDENTITY_CENTER_REGION", "INSTANCE_ARN",
            "IDENTITY_STORE_ID", "ACCESS_PORTAL_URL", "POLICY_FILE", "FENCE", "RECONCILE_CALLS_PER_SECOND",
            "MAX_OPEN_REQUESTS",
        ]
    )
    func empty(name: String) throws {
        #expect(try Sample.configuration([name: ""]) == Sample.configuration())
    }

    @Test(
        "A bad value is refused by the name of its variable, and not repeated if it could be anything",
        arguments: [
            Setting("STATE_TABLE", "ab"), Setting("STATE_TABLE", "has space"), Setting("STATE_TABLE", "täble"),
            Setting("AUDIT_TABLE", String(repeating: "a", count: 256)), Setting("AUDIT_TABLE", "a/b/c"),
            Setting("EVENT_BUS_NAME", "my bus"), Setting("EVENT_BUS_NAME", "aws:partner"),
            Setting("EVENT_BUS_NAME", "arn:aws:events:eu-central-1:123456789012:rule/hourglass"),
            Setting("EVENT_BUS_NAME", "arn:aws:events::123456789012:event-bus/hourglass"),
            Setting("ALERT_TOPIC_ARN", "alerts"), Setting("ALERT_TOPIC_ARN", "arn:aws:sqs:us-east-1:123456789012:q"),
            Setting("ALERT_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:"),
            Setting("ALERT_TOPIC_ARN", "arn:aws:sns::123456789012:alerts"),
            Setting("ALERT_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:alerts:0123-subscription"),
            Setting("ALERT_TOPIC_ARN", "arn:aws:sns:us east:123456789012:alerts"),
            Setting("ALERT_TOPIC_ARN", "arn:aws:sns:us-east-1:me:alerts"),
            Setting("ALERT_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:my alerts"),
            // Publishing to one needs a message group, so no alert would ever arrive.
            Setting("ALERT_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:alerts.fifo"),
            Setting("DEFAULT_PERMISSION_SET", String(repeating: "a", count: 33)),
            Setting("DEFAULT_PERMISSION_SET", "Admin Access"), Setting("DEFAULT_PERMISSION_SET", "a#b"),
            Setting("DEFAULT_DURATION_HOURS", "0"), Setting("DEFAULT_DURATION_HOURS", "721"),
            Setting("DEFAULT_DURATION_HOURS", "1.5"), Setting("MAX_DURATION_HOURS", "0"),
            Setting("MAX_DURATION_HOURS", "-4"), Setting("MAX_DURATION_HOURS", "721"),
            Setting("MAX_DURATION_HOURS", "4h"), Setting("MAX_DURATION_HOURS", " 4"),
            Setting("RECONCILE_CALLS_PER_SECOND", "0"), Setting("RECONCILE_CALLS_PER_SECOND", "1001"),
            Setting("RECONCILE_CALLS_PER_SECOND", "ten"), Setting("MAX_OPEN_REQUESTS", "0"),
            Setting("MAX_OPEN_REQUESTS", "1001"), Setting("MAX_OPEN_REQUESTS", "20.5"),
            Setting("MAX_DURATION_HOURS", "99999999999999999999"), Setting("MAX_DURATION_HOURS", "NaN"),
            Setting("IDENTITY_CENTER_REGION", "Frankfurt"), Setting("IDENTITY_CENTER_REGION", "EU-CENTRAL-1"),
            Setting("IDENTITY_CENTER_REGION", "eu-central-1/"), Setting("IDENTITY_CENTER_REGION", "eu-central-1-"),
            Setting("IDENTITY_CENTER_REGION", "eu-central-1.example.com"),
            Setting("INSTANCE_ARN", "ssoins-7223f9a4b1c2d3e4"),
            Setting("INSTANCE_ARN", "arn:aws:sso:::permissionSet/ssoins-1/ps-1"),
            Setting("INSTANCE_ARN", "arn:aws:sso:::instance/"), Setting("INSTANCE_ARN", "arn:aws:sso:::instance/a b"),
            Setting("INSTANCE_ARN", "arn:aws:ec2:us-east-1:123456789012:instance/i-1"),
            Setting("INSTANCE_ARN", "arn:aws:sso:::instance/ssoins-1\u{0}"),
            Setting("IDENTITY_STORE_ID", "d 1234567890"), Setting("IDENTITY_STORE_ID", "x"),
            Setting("IDENTITY_STORE_ID", "d-123456789"), Setting("IDENTITY_STORE_ID", "D-1234567890"),
            Setting("IDENTITY_STORE_ID", "1234567890"), Setting("IDENTITY_STORE_ID", "d-12345-7890"),
            Setting("IDENTITY_STORE_ID", "d-12345\u{0}"),
            Setting("IDENTITY_STORE_ID", String(repeating: "d", count: 65)),
            Setting("ACCESS_PORTAL_URL", "http://example.com"), Setting("ACCESS_PORTAL_URL", "https://"),
            Setting("ACCESS_PORTAL_URL", "https://exa mple.com"), Setting("ACCESS_PORTAL_URL", "javascript:alert(1)"),
            Setting("FENCE", "yes"), Setting("FENCE", "ON"), Setting("FENCE", "off "), Setting("FENCE", "true"),
            Setting("STATE_TABLE", String(repeating: "a", count: 100_000)),
        ]
    )
    func bad(setting: Setting) throws {
        let error = #expect(throws: ConfigurationError.self) {
            try Sample.configuration([setting.name: setting.value])
        }
        let text = error?.description ?? ""
        #expect(text.contains(setting.name))
        #expect(text.utf8.count < 300)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test("Open sessions are ended where permission sets are tagged for it, unless it is switched off")
    func fence() throws {
        #expect(try Sample.configuration().fence == .on)
        #expect(try Sample.configuration(["FENCE": "on"]).fence == .on)
        #expect(try Sample.configuration(["FENCE": "off"]).fence == .off)
    }

    @Test("A longer default than the maximum is refused, and both variables are named")
    func defaultAboveMaximum() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try Sample.configuration(["DEFAULT_DURATION_HOURS": "8", "MAX_DURATION_HOURS": "4"])
        }
        #expect(error?.description.contains("DEFAULT_DURATION_HOURS") == true)
        #expect(error?.description.contains("MAX_DURATION_HOURS") == true)
    }

    @Test("A lower maximum lowers what a request that names no duration gets")
    func lowMaximum() throws {
        #expect(try Sample.configuration(["MAX_DURATION_HOURS": "4"]).rules.defaultDuration == LeaseDuration(hours: 4))
        #expect(try Sample.configuration(["MAX_DURATION_HOURS": "100"]).rules.defaultDuration == .oneDay)
    }

    @Test("Outside Lambda the policy file must be named")
    func noPolicyFile() throws {
        guard case .failure(let error) = try Sample.configuration(["LAMBDA_TASK_ROOT": ""]).policyFile else {
            return #expect(Bool(false))
        }
        #expect(error.description.contains("POLICY_FILE"))
    }

    @Test("A region that is missing or wrong is refused by name", arguments: [nil, "not a region", "a.b"])
    func region(value: String?) throws {
        var environment = ["AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"]
        environment["AWS_REGION"] = value
        let error = #expect(throws: ConfigurationError.self) { try FunctionConfiguration(environment: environment) }
        #expect(error?.description.contains("AWS_REGION") == true)
    }
}
