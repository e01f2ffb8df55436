// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalLambda
import Testing

extension FunctionTests {
    @Suite("A configuration that cannot work")
    struct StartTests {
        /// What an end of access goes by.
        private static let needed = [
            ("STATE_TABLE", "a b"), ("AUDIT_TABLE", "x"), ("IDENTITY_CENTER_REGION", "Ireland"),
            ("AWS_REGION", "not a region"), ("AWS_ENDPOINT_URL", "nonsense"),
            ("AWS_ENDPOINT_URL_DYNAMODB", "ftp://example.com"), ("AWS_USE_FIPS_ENDPOINT", "perhaps"),
            ("AWS_CA_BUNDLE", "/no/such/bundle.pem"), ("AWS_CA_BUNDLE", "/tmp"),
        ]

        /// What an end of access can do without.
        private static let dispensable = [
            ("ALERT_TOPIC_ARN", "alerts@example.com"), ("EVENT_BUS_NAME", "my bus"),
            ("DEFAULT_PERMISSION_SET", "no spaces please"), ("MAX_DURATION_HOURS", "1000"),
            ("DEFAULT_DURATION_HOURS", "1.5"), ("INSTANCE_ARN", "ssoins-1"), ("IDENTITY_STORE_ID", "d 1"),
            ("ACCESS_PORTAL_URL", "ftp://example.com"), ("FENCE", "perhaps"), ("ADOPT_LEGACY_ROWS", "yes"),
            ("RECONCILE_CALLS_PER_SECOND", "many"), ("SEAL_KEY", "no key"), ("SEAL_KEYS_OLD", ",,,"),
            ("PROTECTED_ACCOUNTS", "production"), ("MAX_OPEN_REQUESTS", "0"), ("AWS_MAX_ATTEMPTS", "0"),
            ("AWS_ENDPOINT_URL_EVENTBRIDGE", "nonsense"), ("SERVICENOW_INSTANCE", "a b"),
            ("SERVICENOW_SECRET", "only/one/of/two"),
        ]

        @Test("Each bad variable is an init error that names it, in both functions", arguments: needed)
        func badVariable(name: String, value: String) async throws {
            let type = "Runtime.InvalidConfiguration"
            try await expectInitError(["Grant", "Revoke"], [name: value], type: type, naming: name)
        }

        @Test(
            "Grant does not start with any setting that is wrong, because it would give what nobody configured",
            arguments: dispensable
        )
        func badVariableOfGrant(name: String, value: String) async throws {
            let type = "Runtime.InvalidConfiguration"
            let named = name == "SERVICENOW_SECRET" ? "SERVICENOW_INSTANCE" : name
            try await expectInitError(["Grant"], [name: value], type: type, naming: named)
        }

        @Test("Revoke ends what is due with each setting in turn that is wrong, and says so")
        func endsWithWrongSettings() async throws {
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                for (number, (name, value)) in Self.dispensable.enumerated() {
                    for (turn, spoiled) in [value, String(repeating: "x y", count: 1_500)].enumerated() {
                        try await bed.expectEnd(of: user, "r\(number)-\(turn)", with: [name: spoiled], naming: name)
                    }
                }
            }
        }

        @Test("Revoke ends what is due whatever becomes of the policy, and Grant refuses, shows, lists and cancels")
        func endsWithoutPolicy() async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "policies-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let contents: [(String, String?)] = [
                ("missing", nil), ("empty", ""), ("garbage", "\u{0}\u{1F480}{{{"),
                ("newer", #"{"version":99,"rules":[]}"#),
                ("misspelt", #"{"version":1,"rules":[{"name":"x","efect":"allow"}]}"#),
                ("large", String(repeating: " ", count: 10_000_000) + #"{"version":1,"rules":[]}"#),
            ]
            try await TestBed.with { bed in
                let user = try await bed.makeUser()
                for (name, content) in contents {
                    let file = folder.appending(path: name)
                    if let content { try Data(content.utf8).write(to: file) }
                    let variables = ["POLICY_FILE": file.path]
                    try await bed.expectEnd(of: user, name, with: variables, naming: "POLICY_FILE")
                    try await bed.expectRefusal(of: user, name, with: variables)
                }
                let subjects = try await bed.alerts.take().map(\.subject)
                // Once each, though each of the policies was met by a new container.
                #expect(
                    subjects.sorted() == [
                        "Hourglass: Grant gives nothing, because its policy is wrong",
                        "Hourglass: Revoke runs with settings that are wrong",
                    ]
                )
                try await bed.sweep()
                #expect(
                    try await bed.alerts.take().map(\.subject) == ["Hourglass: the settings of Revoke are right again"]
                )
            }
        }

        @Test("Without credentials the functions do not start, and say which variable is missing")
        func credentials() async throws {
            try await expectInitError(
                ["Grant", "Revoke"],
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

        private func expectInitError(
            _ functions: [String],
            _ variables: [String: String?],
            type: String,
            naming name: String
        ) async throws {
            var environment = ["AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"]
            for (name, value) in variables { environment[name] = value }
            for function in functions {
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

extension TestBed {
    /// Lends access for an hour, lets it pass, and has it swept by a new container with these variables.
    fileprivate func expectEnd(
        of user: TestUser,
        _ id: String,
        with variables: [String: String],
        naming name: String
    ) async throws {
        #expect(try await grant(to: user, requestID: id).statusCode == 200)
        try await ledger.letPass(.seconds(3605))
        let function = another("Revoke", with: variables)
        let answer = try await Self.answer(of: function, to: [:])
        await function.stop()
        #expect(answer.statusCode == 200, "\(variables.keys)")
        #expect(answer.body.revokedCount == 1, "\(variables.keys)")
        #expect(
            answer.text.contains(#""setting":"\#(name)""#) || answer.text.contains(name),
            "\(answer.text.prefix(300))"
        )
        #expect(answer.text.contains("setting_faults"))
        #expect(try await !hasAccess(user))
    }

    /// Grant with these variables refuses what is asked and answers what only reads or closes.
    fileprivate func expectRefusal(of user: TestUser, _ id: String, with variables: [String: String]) async throws {
        let function = another("Grant", with: variables)
        let asked = try await Self.answer(of: function, to: Self.event(user, requestID: "\(id)-again"))
        let status = try await Self.answer(of: function, to: ["action": "status", "request_id": id])
        let list = try await Self.answer(of: function, to: ["action": "list", "user_email": user.email])
        let cancel = try await Self.answer(of: function, to: ["action": "cancel", "request_id": id])
        await function.stop()
        #expect(asked.statusCode == 503)
        #expect(asked.body.code == "policy_invalid")
        #expect(status.statusCode == 200)
        #expect(list.statusCode == 200)
        // There was access already, so it is not cancelled; that is an answer.
        #expect(cancel.body.code == "not_pending")
        for answer in [asked, status, list, cancel] { #expect(answer.text.contains("setting_faults")) }
        #expect(try await !hasAccess(user))
    }
}
