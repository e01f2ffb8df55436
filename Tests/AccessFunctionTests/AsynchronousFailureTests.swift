// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import HTTPTransport
import JITAccess
import JITAccessAWS
import LambdaRuntime
import Logging
import TestSupport
import Testing

@testable import AccessFunction

@Suite("A failure that nobody waits to hear of")
struct AsynchronousFailureTests {
    private static let asynchronous = Array(#"{"asynchronous":true}"#.utf8)
    private static let sentence = "The ledger did not answer. Nothing was granted."

    private static func answer(_ status: Int, _ code: String? = "ledger_unavailable") -> Answer {
        var body: [String: JSONValue] = ["error": .string(sentence), "request_id": "r-1"]
        body["code"] = code.map(JSONValue.string)
        return Answer(statusCode: status, body: body)
    }

    @Test(
        "What has failed is told with the same sentence, under a name that Lambda takes",
        arguments: [
            (500, "ledger_unavailable", "Function.LedgerUnavailable"), (500, "grant_failed", "Function.GrantFailed"),
            (503, "directory_unavailable", "Function.DirectoryUnavailable"),
            (503, "too_many_custom_sets", "Function.TooManyCustomSets"), (500, nil, "Function.Unknown"),
        ] as [(Int, String?, String)]
    )
    func told(status: Int, code: String?, type: String) {
        let failure = FunctionFailure(Self.answer(status, code), to: Self.asynchronous)
        #expect(failure == FunctionFailure(ErrorType(type), Self.sentence))
        #expect(failure?.errorType.name == type)
    }

    @Test("Every code of a failure makes a name of its own")
    func names() {
        let failures = Refusal.Code.allCases.filter { $0.statusCode >= 500 }
        let names = Set(
            failures.compactMap {
                FunctionFailure(Self.answer(500, $0.rawValue), to: Self.asynchronous)?.errorType.name
            }
        )
        #expect(names.count == failures.count)
        #expect(!names.contains("Function.Unknown"))
    }

    @Test("What has been done and what was refused is an answer", arguments: [200, 202, 400, 403, 404, 409])
    func answered(status: Int) {
        #expect(FunctionFailure(Self.answer(status), to: Self.asynchronous) == nil)
    }

    @Test(
        "Whoever waits is answered, whatever has failed",
        arguments: ["{}", #"{"asynchronous":false}"#, #"{"body":"{\"asynchronous\":true}"}"#, ""]
    )
    func waiting(event: String) {
        #expect(FunctionFailure(Self.answer(500), to: Array(event.utf8)) == nil)
    }
}

@Suite("A function that is invoked asynchronously")
struct AsynchronousHandlerTests {
    /// A handler that notifies of something and answers with this status.
    private static func handler(_ status: Int, over transport: any Transport) throws -> AccessHandler {
        let environment = [
            "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "key",
            "EVENT_BUS_NAME": "default", "AWS_MAX_ATTEMPTS": "1", "POLICY_FILE": "policy.json",
        ]
        let client = AWSClient(
            configuration: try AWSClient.Configuration(environment: environment),
            transport: transport,
            credentials: try DefaultCredentials.provider(environment: environment),
            endpoints: try EndpointResolver(environment: environment),
            logger: logger
        )
        let configuration = try FunctionConfiguration(environment: environment)
        let container = AccessFunction.Container(
            configuration: configuration,
            policy: .whole(
                try Policy(
                    parsing: Array(#"{"version":1,"rules":[]}"#.utf8),
                    defaultPermissionSet: "AdministratorAccess"
                )
            ),
            faults: [],
            directory: IdentityCenterDirectory(
                client,
                configuration: configuration,
                log: LoggerDiagnostics(logger)
            ),
            tickets: NoTicketSystem(),
            name: "Grant",
            metricsLevel: nil,
            log: LoggerDiagnostics(logger),
            client: client,
            roles: IAMRoleDirectory(client.iam, clock: SystemClock()),
            firstAlerts: FirstAlerts(NoAlertMemory())
        )
        return AccessHandler(container: container) { _, _, surroundings in
            await surroundings.afterwards.run {
                _ = try? await client.sns.publish(topicARN: topic, subject: "s", message: "m")
            }
            return Answer(statusCode: status, body: ["error": "It failed.", "code": "ledger_unavailable"])
        }
    }

    private static let topic = "arn:aws:sns:eu-central-1:111122223333:late"
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static func context() -> LambdaContext {
        LambdaContext(
            requestID: "lambda-1",
            deadline: Date(timeIntervalSinceNow: 60),
            invokedFunctionARN: "arn:aws:lambda:eu-central-1:111122223333:function:Grant",
            logger: logger
        )
    }

    @Test("Fails with what it would have answered, and leaves nothing of its work undone")
    func failing() async throws {
        let transport = ScriptedTransport([.lost(.couldNotConnect)])
        let handler = try Self.handler(503, over: transport)
        let event = Array(#"{"asynchronous":true}"#.utf8)
        await #expect(throws: FunctionFailure("Function.LedgerUnavailable", "It failed.")) {
            try await handler.handle(event, context: Self.context())
        }
        #expect(transport.sent.count == 1)
    }

    @Test("Answers if it has not failed, and does the rest afterwards")
    func answering() async throws {
        let transport = ScriptedTransport([.lost(.couldNotConnect)])
        let handler = try Self.handler(409, over: transport)
        let response = try await handler.handle(Array(#"{"asynchronous":true}"#.utf8), context: Self.context())
        #expect(String(decoding: response.body, as: UTF8.self).contains("\"statusCode\":409"))
        #expect(transport.sent.isEmpty)
        await response.afterResponse?()
        #expect(transport.sent.count == 1)
    }
}
