// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FrontDoor
import HTTPTransport
import Hashing
import JITAccess
import Testing
import TestSupport

@testable import FrontDoorAWS

@Suite("The secret of the Slack app")
struct StoredSlackSecretTests {
    fileprivate static func answer(_ signing: String) -> ScriptedTransport.Exchange {
        .json(#"{"SecretString":"{\"bot_token\":\"xoxb\",\"signing_secret\":\"\#(signing)\"}"}"#)
    }

    @Test("It is read once a minute, however often it turns out to be wrong")
    func reading() async throws {
        let transport = ScriptedTransport([Self.answer("one"), Self.answer("one"), Self.answer("two")])
        let clock = ManualClock()
        let secrets = StoredSlackSecrets(try client(transport).secretsManager, id: "hourglass/slack", clock: clock)
        let first = try await secrets.current()
        _ = try await secrets.current()
        #expect(transport.sent.count == 1)
        #expect(try await secrets.refreshed(after: first) == nil)
        #expect(transport.sent.count == 1)
        clock.advance(by: .seconds(60))
        #expect(try await secrets.refreshed(after: first) == nil)
        #expect(transport.sent.count == 2)
        #expect(try await secrets.refreshed(after: first) == nil)
        #expect(transport.sent.count == 2)
        clock.advance(by: .seconds(60))
        #expect(try await secrets.refreshed(after: first)?.signingSecret == Secret("two"))
        // Whoever still has the old one gets the new one without a call.
        #expect(try await secrets.refreshed(after: first)?.signingSecret == Secret("two"))
        #expect(transport.sent.count == 3)
    }

    @Test("A secret of another form, or none, is told without its content")
    func malformed() async throws {
        for body in [#"{"SecretString":"xoxb-very-secret"}"#, #"{"SecretString":"{}"}"#] {
            let transport = ScriptedTransport([.json(body)])
            let secrets = StoredSlackSecrets(try client(transport).secretsManager, id: "s", clock: ManualClock())
            do throws(SlackError) {
                _ = try await secrets.current()
                Issue.record("it was taken")
            } catch {
                #expect(error.message.contains("signing_secret") && !error.message.contains("very-secret"))
            }
        }
    }
}

@Suite("A secret that was stored wrongly")
struct MendedSecretTests {
    @Test("Is not remembered: once it is put right it is taken")
    func mended() async throws {
        let right = StoredSlackSecretTests.answer("one")
        let transport = ScriptedTransport([.json(#"{"SecretString":"{}"}"#), right])
        let secrets = StoredSlackSecrets(try client(transport).secretsManager, id: "s", clock: ManualClock())
        await #expect(throws: SlackError.self) { try await secrets.current() }
        #expect(try await secrets.current().signingSecret == Secret("one"))
    }
}

@Suite("Grant, Revoke and the queue over Lambda")
struct LambdaFunctionTests {
    private func functions(_ transport: ScriptedTransport) throws -> LambdaFunctions {
        LambdaFunctions(
            lambda: try client(transport).lambda,
            functions: [.grant: "arn:aws:lambda:eu-central-1:111122223333:function:Grant:slack"],
            workARN: "arn:aws:lambda:eu-central-1:111122223333:function:Gateway:work"
        )
    }

    @Test("Grant is asked by the alias of Slack, and its answer is read")
    func asked() async throws {
        let transport = ScriptedTransport([.json(#"{"statusCode":202,"body":"{\"request_id\":\"r1\"}"}"#)])
        let reply = try await functions(transport).ask(.grant, ["action": "list"])
        #expect(reply == FunctionReply(status: 202, body: ["request_id": "r1"]))
        let request = try #require(transport.sent.first)
        #expect(request.url.contains("Grant%3Aslack/invocations"))
        #expect(request.headers["X-Amz-Invocation-Type"] == "RequestResponse")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"action":"list"}"#)
    }

    @Test("No answer, that of a failure, and one that cannot be read are failures")
    func failures() async throws {
        for answer in [
            ScriptedTransport.Exchange.json(
                #"{"errorType":"Runtime.ExitError"}"#,
                headers: ["X-Amz-Function-Error": "Unhandled"]
            ),
            .json("[]"), .json(#"{"statusCode":200,"body":"x"}"#), .json(403, #"{"Message":"no"}"#),
        ] {
            let transport = ScriptedTransport([answer])
            await #expect(throws: WorkFailure.self) { try await functions(transport).ask(.grant, [:]) }
        }
        await #expect(throws: WorkFailure.self) { try await functions(ScriptedTransport([])).ask(.revoke, [:]) }
    }

    @Test("Work goes into the queue of this function alone, as an asynchronous invocation")
    func queue() async throws {
        let transport = ScriptedTransport([.json(202, "")])
        try await functions(transport).add(["a": 1], of: "slack")
        let request = try #require(transport.sent.first)
        #expect(request.url.contains("Gateway%3Awork/invocations"))
        #expect(request.headers["X-Amz-Invocation-Type"] == "Event")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"door":"slack","work":{"a":1}}"#)
        let refused = ScriptedTransport([.json(413, "{}")])
        await #expect(throws: WorkFailure.self) { try await functions(refused).add([:], of: "slack") }
    }

    @Test(
        "The queue is found from what was invoked",
        arguments: [
            ("arn:aws:lambda:eu-central-1:111122223333:function:Gateway:url", true),
            ("arn:aws:lambda:eu-central-1:111122223333:function:Gateway", true),
            ("Gateway", false), (nil, false),
        ] as [(String?, Bool)]
    )
    func workARN(invoked: String?, isKnown: Bool) {
        let arn = GatewayRuntimeHandler.workARN(invoked)
        #expect(arn == (isKnown ? "arn:aws:lambda:eu-central-1:111122223333:function:Gateway:work" : nil))
    }
}

@Suite("The Gateway's table")
struct GatewayTableTests {
    private func table(_ transport: ScriptedTransport) throws -> GatewayTable {
        GatewayTable(dynamoDB: try client(transport).dynamoDB, table: "gateway", clock: ManualClock())
    }

    @Test("A claim is one conditional write, and somebody else's is known by its failure")
    func claim() async throws {
        let transport = ScriptedTransport([
            .json("{}"),
            .json(400, #"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"x"}"#),
        ])
        let table = try table(transport)
        let until = Timestamp(seconds: 1_767_226_200)
        #expect(try await table.claim("call#1", owner: "i1", until: until))
        #expect(try await !table.claim("call#1", owner: "i2", until: until))
        let body = String(decoding: try #require(transport.sent.first).body, as: UTF8.self)
        #expect(body.contains("attribute_not_exists(#key) OR #expiry < :now OR #owner = :owner"))
        #expect(body.contains(#""expires_at":{"N":"1767226200"}"#))
    }

    @Test("What has expired is forgotten, although it may still be there")
    func recall() async throws {
        func item(_ expiry: Int) -> ScriptedTransport.Exchange {
            .json(#"{"Item":{"memory_key":{"S":"k"},"text":{"S":"t"},"expires_at":{"N":"\#(expiry)"}}}"#)
        }
        let table = try table(ScriptedTransport([item(1_767_225_600), item(1_767_225_599), .json("{}")]))
        #expect(try await table.recall("k") == "t")
        #expect(try await table.recall("k") == nil)
        #expect(try await table.recall("k") == nil)
    }
}

@Suite("The Gateway's configuration")
struct GatewayConfigurationTests {
    private static let good = [
        "GRANT_ALIAS_ARN": "arn:aws:lambda:eu-central-1:111122223333:function:Grant:slack",
        "REVOKE_ALIAS_ARN": "arn:aws:lambda:eu-central-1:111122223333:function:Revoke:slack",
        "SLACK_SECRET_ID": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:hourglass/slack-AbCdEf",
        "SLACK_CHANNEL": "C0123456789",
    ]

    private static let signed = [
        "SERVICENOW_GRANT_ALIAS_ARN": "arn:aws:lambda:eu-central-1:111122223333:function:Grant:servicenow",
        "SERVICENOW_REVOKE_ALIAS_ARN": "arn:aws:lambda:eu-central-1:111122223333:function:Revoke:servicenow",
        "SERVICENOW_SIGNING_SECRET": "hourglass/servicenow-signing",
    ]

    @Test("With what is needed the rest has its default")
    func defaults() throws {
        let configuration = try GatewayConfiguration(environment: Self.good)
        #expect(configuration.table == "jit-access-gateway")
        let slack = try #require(configuration.slack)
        #expect(slack.url == "https://slack.com")
        #expect(slack.settings.responseBase == "https://hooks.slack.com/")
        #expect(slack.settings.accessPortalURL == nil)
        #expect(configuration.signed == nil && configuration.serviceNow == nil)
    }

    @Test("ServiceNow alone is enough: a key to sign with, or an instance to write notes in")
    func serviceNowAlone() throws {
        let signed = try GatewayConfiguration(environment: Self.signed)
        #expect(signed.slack == nil)
        #expect(signed.signed?.integration == EntryPoint(alias: "servicenow"))
        #expect(signed.signed?.functions[.revoke]?.hasSuffix("Revoke:servicenow") == true)
        let notes = ["SERVICENOW_INSTANCE": "example", "SERVICENOW_SECRET": "hourglass/servicenow"]
        let noting = try GatewayConfiguration(environment: notes)
        #expect(noting.signed == nil)
        #expect(noting.serviceNow?.secretID == "hourglass/servicenow")
        #expect(throws: ConfigurationError.self) { try GatewayConfiguration(environment: [:]) }
    }

    @Test(
        "What is wrong with ServiceNow's variables is named",
        arguments: [
            ("SERVICENOW_GRANT_ALIAS_ARN", ""), ("SERVICENOW_SIGNING_SECRET", "a b"),
            ("SERVICENOW_REVOKE_ALIAS_ARN", "arn:aws:lambda:eu-central-1:111122223333:function:Revoke:slack"),
            ("SERVICENOW_INSTANCE", "example"), ("SERVICENOW_INSTANCE", "http://evil.example"),
        ]
    )
    func refusedServiceNow(name: String, value: String) throws {
        do throws(ConfigurationError) {
            _ = try GatewayConfiguration(environment: Self.signed.merging([name: value]) { $1 })
            Issue.record("\(name)=\(value) was taken")
        } catch {
            #expect(error.description.contains(name))
        }
    }

    @Test(
        "Each bad variable is named",
        arguments: [
            ("GRANT_ALIAS_ARN", ""), ("GRANT_ALIAS_ARN", "arn:aws:lambda:eu-central-1:111122223333:function:Grant"),
            ("REVOKE_ALIAS_ARN", "arn:aws:lambda:eu-central-1:111122223333:function:Revoke:url"),
            ("SLACK_SECRET_ID", ""), ("SLACK_CHANNEL", ""), ("SLACK_CHANNEL", "approvers"), ("GATEWAY_TABLE", "a b"),
            ("SLACK_API_URL", "https://evil.example"), ("SLACK_API_URL", "http://127.0.0.1:80@evil.example"),
            ("ACCESS_PORTAL_URL", "https://example.com|x>"),
        ]
    )
    func refused(name: String, value: String) throws {
        do throws(ConfigurationError) {
            _ = try GatewayConfiguration(environment: Self.good.merging([name: value]) { $1 })
            Issue.record("\(name)=\(value) was taken")
        } catch {
            #expect(error.description.contains(name))
        }
    }
}
