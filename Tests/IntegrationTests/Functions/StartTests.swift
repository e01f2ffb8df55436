// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalLambda
import Testing

extension FunctionTests {
    @Suite("A configuration that cannot work")
    struct StartTests {
        @Test(
            "Each bad variable is an init error that names it, in both functions",
            arguments: [
                ("STATE_TABLE", "a b"), ("AUDIT_TABLE", "x"), ("ALERT_TOPIC_ARN", "alerts@example.com"),
                ("DEFAULT_PERMISSION_SET", "no spaces please"), ("POLICY_FILE", "/no/such/policy.json"),
                ("MAX_DURATION_HOURS", "1000"), ("DEFAULT_DURATION_HOURS", "1.5"),
                ("IDENTITY_CENTER_REGION", "Ireland"), ("INSTANCE_ARN", "ssoins-1"), ("IDENTITY_STORE_ID", "d 1"),
                ("ACCESS_PORTAL_URL", "ftp://example.com"), ("AWS_REGION", "not a region"),
                ("AWS_ENDPOINT_URL", "nonsense"), ("AWS_ENDPOINT_URL_DYNAMODB", "ftp://example.com"),
                ("AWS_MAX_ATTEMPTS", "0"), ("AWS_USE_FIPS_ENDPOINT", "perhaps"),
                ("AWS_CA_BUNDLE", "/no/such/bundle.pem"), ("AWS_CA_BUNDLE", "/tmp"),
            ]
        )
        func badVariable(name: String, value: String) async throws {
            try await expectInitError([name: value], type: "Runtime.InvalidConfiguration", naming: name)
        }

        @Test("Without credentials the functions do not start, and say which variable is missing")
        func credentials() async throws {
            try await expectInitError(
                ["AWS_SECRET_ACCESS_KEY": nil],
                type: "Runtime.MissingCredentials",
                naming: "AWS_SECRET_ACCESS_KEY"
            )
        }

        @Test(
            "The Gateway does not start without what it needs, and says which",
            arguments: ["SLACK_SECRET_ID", "SLACK_CHANNEL"]
        )
        func gateway(missing: String) async throws {
            var environment = [
                "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
                "GRANT_ALIAS_ARN": "arn:aws:lambda:us-east-1:123456789012:function:Grant:slack",
                "REVOKE_ALIAS_ARN": "arn:aws:lambda:us-east-1:123456789012:function:Revoke:slack",
                "SLACK_SECRET_ID": "hourglass/slack", "SLACK_CHANNEL": "C0APPROVERS",
            ]
            environment[missing] = nil
            let outcome = try await LocalFunction.with(TestBed.configuration("Gateway", environment)) { function in
                try await function.invoke(Data("{}".utf8))
            }
            guard case .initError(let error) = outcome else {
                Issue.record("the Gateway started: \(outcome)")
                return
            }
            #expect(error.type == "Runtime.InvalidConfiguration")
            #expect(error.message.contains(missing))
        }

        private func expectInitError(_ variables: [String: String?], type: String, naming name: String) async throws {
            var environment = ["AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"]
            for (name, value) in variables { environment[name] = value }
            for function in ["Grant", "Revoke"] {
                let outcome = try await LocalFunction.with(TestBed.configuration(function, environment)) { function in
                    try await function.invoke(Data("{}".utf8))
                }
                guard case .initError(let error) = outcome else {
                    Issue.record("\(function) started: \(outcome)")
                    continue
                }
                #expect(error.type == type)
                #expect(error.message.contains(name))
            }
        }

        @Test("Nobody is asked anything before the first event, so that a start does not depend on AWS")
        func noCalls() async throws {
            try await TestBed.with { bed in
                _ = try await (bed.grant.start(), bed.revoke.start())
                #expect(bed.proxy.calls.isEmpty)
            }
        }
    }
}
