// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("hourglass invoke", .timeLimit(.minutes(2)))
struct InvokeCommandTests {
    @Test("The answer is on standard output, the log on standard error")
    func answer() async throws {
        try await HourglassCommand.with { command in
            let result = try await command.invoke(#"{"do":"answer","body":{"message":"hello"}}"#)
            #expect(result.status == 0)
            let expected = """
                {
                  "statusCode": 200,
                  "body": {
                    "message": "hello"
                  }
                }

                """
            #expect(result.output == expected)
            #expect(result.errors.contains(/Fake: started in .* ms, answered in .* ms, peak memory .* MB/))

            let log = try await command.invoke(#"{"do":"log","lines":2}"#)
            #expect(log.errors.hasPrefix("Fake | line 0\nFake | line 1\nFake | after the answer\nFake: started"))
        }
    }

    @Test(
        "The exit code tells what became of the invocation",
        arguments: [
            (#"{"do":"answer","status":204}"#, Int32(0), ""),
            (#"{"do":"answer","status":404}"#, 1, ""),
            (#"{"do":"error"}"#, 2, "Fake failed: Function.Internal: something is wrong"),
            (#"{"do":"exit"}"#, 2, "Runtime exited with error: exit status 1"),
            (#"{"do":"answer-and-exit"}"#, 2, "Fake ended after it had answered (exit status 7)"),
            ("not JSON", 0, "Lambda would not accept it"),
        ]
    )
    func exitCode(event: String, status: Int32, message: String) async throws {
        try await HourglassCommand.with { command in
            let result = try await command.invoke(event)
            #expect(result.status == status)
            #expect(message.isEmpty || result.errors.contains(message), "\(result.errors)")
        }
    }

    @Test("What the invoker would get for a failure is on standard output")
    func failure() async throws {
        try await HourglassCommand.with { command in
            let result = try await command.invoke(#"{"do":"hang"}"#, "--timeout", "0.05", "--quiet")
            #expect(result.status == 2)
            #expect(result.output.contains(#""errorType":"#))
            #expect(result.output.contains("Sandbox.Timedout"))
            #expect(result.errors.hasPrefix("Fake failed: Sandbox.Timedout:"))

            let start = try await command.invoke("{}", "--env", "FAKE_INIT=error")
            #expect(start.status == 2)
            #expect(start.output.contains("ConfigurationError"))
            #expect(start.errors.contains("Fake | STATE_TABLE is not set"))
        }
    }

    @Test("The event and the function's environment can be changed")
    func changes() async throws {
        try await HourglassCommand.with { command in
            let result = try await command.invoke(
                #"{"do":"echo","ticket":"CHG1","duration_hours":1}"#,
                "--set",
                "duration_hours=2",
                "--set",
                "duration=4h",
                "--unset",
                "ticket",
                "--raw"
            )
            #expect(result.output == #"{"do":"echo","duration":"4h","duration_hours":2}"#)

            let described = try await command.invoke(
                #"{"do":"describe"}"#,
                "--env",
                "STATE_TABLE=mine",
                "--memory",
                "512",
                "--request-id",
                "one",
                "--raw",
                environment: ["STATE_TABLE": "the shell's", "AWS_PROFILE": "ops"]
            )
            let told = try JSONDecoder().decode(FunctionDescription.self, from: Data(described.output.utf8))
            #expect(told.environment["STATE_TABLE"] == "mine")
            #expect(told.environment["AWS_PROFILE"] == nil)
            #expect(told.environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "512")
            #expect(told.environment["AWS_ENDPOINT_URL"]?.hasPrefix("http://127.0.0.1:") == true)
            #expect(told.headers["Lambda-Runtime-Aws-Request-Id"] == "one")
        }
    }

    @Test("The way in is direct unless an alias is named, which is told to the function")
    func alias() async throws {
        try await HourglassCommand.with { command in
            let direct = try await command.invoke(#"{"do":"describe"}"#, "--raw")
            let arn = "arn:aws:lambda:us-east-1:123456789012:function:Fake"
            #expect(try Self.invokedARN(direct) == arn)
            let alias = try await command.invoke(#"{"do":"describe"}"#, "--raw", "--alias", "servicenow")
            #expect(try Self.invokedARN(alias) == arn + ":servicenow")
        }
    }

    private static func invokedARN(_ result: HourglassCommand.Result) throws -> String? {
        let told = try JSONDecoder().decode(FunctionDescription.self, from: Data(result.output.utf8))
        return told.headers["Lambda-Runtime-Invoked-Function-Arn"]
    }

    @Test(
        "A caller of the URL is put into the envelope that Lambda would make",
        arguments: [
            (
                "ada@example.com",
                "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_ReadOnlyAccess_0123456789abcdef/ada@example.com"
            ),
            ("arn:aws:iam::111122223333:user/ci", "arn:aws:iam::111122223333:user/ci"),
        ]
    )
    func caller(who: String, arn: String) async throws {
        try await HourglassCommand.with { command in
            // Without "do" outside its body the fake function answers what it got.
            let result = try await command.invoke(#"{"action":"list"}"#, "--as", who, "--raw", "--env", "FAKE_ECHO=1")
            let event = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
            )
            #expect(event["body"] as? String == #"{"action":"list"}"#)
            let context = try #require(event["requestContext"] as? [String: Any])
            let iam = (context["authorizer"] as? [String: Any])?["iam"] as? [String: Any]
            #expect(iam?["userArn"] as? String == arn)
            #expect(iam?["accountId"] as? String == String(arn.split(separator: ":")[3]))
        }
    }

    @Test(
        "A way in that makes no sense is refused before anything runs",
        arguments: [
            ["--alias", "one", "--as", "ada"], ["--alias", "7"], ["--alias", "a b"], ["--alias", ""], ["--as", ""],
        ]
    )
    func senseless(options: [String]) async throws {
        try await HourglassCommand.with { command in
            let result = try await command.run(
                ["invoke", "Fake", "-", "--executable", FakeFunction.executable.path] + options,
                input: "{}"
            )
            #expect(result.status == 64)
            #expect(result.output.isEmpty)
        }
    }

    @Test("Repeated invocations find the function warm, and the worst one decides")
    func repeated() async throws {
        try await HourglassCommand.with { command in
            let result = try await command.invoke(#"{"do":"describe"}"#, "--repeat", "3")
            #expect(result.status == 0)
            #expect((1...3).allSatisfy { result.output.contains("\"count\": \($0)") })
            #expect(result.errors.split(separator: "\n").filter { $0.contains("started in") }.count == 1)
        }
    }

    @Test("--aws takes the caller's profile, names the account and shows no secret")
    func callerAWS() async throws {
        try await HourglassCommand.with { command in
            let path = Bundle.module.bundleURL.appending(path: "Fixtures/bin").path + ":/usr/bin:/bin"
            let result = try await command.invoke(
                #"{"do":"describe"}"#,
                "--aws",
                "--raw",
                environment: ["PATH": path, "AWS_PROFILE": "ops"]
            )
            #expect(result.errors.hasPrefix("Using AWS account 111122223333, profile ops, region eu-central-1.\n"))
            #expect(!result.errors.contains("a-secret") && !result.errors.contains("a-token"))
            let told = try JSONDecoder().decode(FunctionDescription.self, from: Data(result.output.utf8))
            #expect(told.environment["AWS_ACCESS_KEY_ID"] == "AKIDEXAMPLE")
            #expect(told.environment["AWS_SESSION_TOKEN"] == "a-token")
            #expect(told.environment["AWS_ENDPOINT_URL"] == nil)

            let expired = try await command.invoke("{}", "--aws", environment: ["PATH": path, "FAKE_AWS": "expired"])
            #expect(expired.status == 64)
            #expect(expired.errors.contains("failed: The SSO session has expired."))

            let none = try await command.invoke("{}", "--aws")
            #expect(none.status == 64)
            #expect(none.errors.contains("no aws command"))
        }
    }

    @Test(
        "What cannot be run is explained, with exit code 64",
        arguments: [
            (["invoke", "Missing", "-"], "Build it with: swift build --product Missing"),
            (["invoke", "../Grant", "-"], "is no name of a function"),
            (["invoke", "Grant", "missing.json"], "the event missing.json cannot be read"),
            (["invoke", "Grant", "-", "--executable", "/missing"], "there is no executable at /missing"),
            (["invoke", "Grant", "-", "--set", "a=1"], "need an event that is a JSON object"),
            (["invoke", "Grant", "-", "--set", "a"], "The value 'a' is invalid for '--set <key=value>'"),
            (["invoke", "Grant", "-", "--timeout", "0"], "--timeout must be above 0"),
            (["invoke", "Grant", "-", "--aws", "--local-env", "x"], "exclude each other"),
            (["invoke", "Grant"], "Missing expected argument '<event>'"),
            (["nonsense"], "nonsense"),
        ] as [([String], String)]
    )
    func usage(arguments: [String], message: String) async throws {
        try await HourglassCommand.with { command in
            let result = try await command.run(arguments)
            #expect(result.status == 64)
            #expect(result.output == "")
            #expect(result.errors.contains(message), "\(result.errors)")
        }
    }

    @Test("Without a local AWS it says how to start it")
    func noLocalAWS() async throws {
        try await HourglassCommand.with { command in
            let result = try await command.invoke("{}", "--local-env", "/missing")
            #expect(result.status == 64)
            #expect(result.errors.contains("scripts/local-aws start"))
        }
    }
}
