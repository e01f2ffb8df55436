// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LambdaRuntime

@Suite("The environment of a function")
struct RuntimeEnvironmentTests {
    @Test("Every variable that Lambda sets is read")
    func everything() throws {
        let environment = try RuntimeEnvironment([
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001",
            "_HANDLER": "grant",
            "AWS_LAMBDA_FUNCTION_NAME": "Grant",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/Grant",
            "AWS_LAMBDA_LOG_STREAM_NAME": "2026/11/21/[$LATEST]abc",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_MAX_CONCURRENCY": "8",
        ])
        #expect(environment.runtimeAPI == "127.0.0.1:9001")
        #expect(environment.handlerName == "grant")
        #expect(environment.functionName == "Grant")
        #expect(environment.functionVersion == "$LATEST")
        #expect(environment.memoryMegabytes == 256)
        #expect(environment.logGroup == "/aws/lambda/Grant")
        #expect(environment.logStream == "2026/11/21/[$LATEST]abc")
        #expect(environment.initializationType == "on-demand")
        #expect(environment.maximumConcurrency == 8)
    }

    @Test(
        "The Runtime API is a host with a port",
        arguments: ["127.0.0.1:9001", "localhost:80", "runtime_api.internal", "[::1]:9001", "[::1]", "host-1:65535"]
    )
    func runtimeAPI(_ text: String) throws {
        #expect(try RuntimeEnvironment(["AWS_LAMBDA_RUNTIME_API": text]).runtimeAPI == text)
    }

    @Test(
        "Anything else is malformed",
        arguments: [
            "http://127.0.0.1:9001", "127.0.0.1:9001/path", "user@host:1", ":9001", "host:", "host:0", "host:65536",
            "host:-1", "host:+1", "host:1:2", "[::1:9001", "::1", "[]:1", "[host_1]:1", "a b:1", "host\n:1", "hôst:1",
            "host:٣", " ",
        ]
    )
    func malformed(_ text: String) {
        #expect(throws: RuntimeEnvironmentError.malformedRuntimeAPI) {
            try RuntimeEnvironment(["AWS_LAMBDA_RUNTIME_API": text])
        }
    }

    @Test("Without a Runtime API this is not Lambda", arguments: [[:], ["AWS_LAMBDA_RUNTIME_API": ""]])
    func missing(_ variables: [String: String]) {
        #expect(throws: RuntimeEnvironmentError.notInLambda) { try RuntimeEnvironment(variables) }
    }

    @Test("What cannot be understood is as good as missing", arguments: ["", "0", "-1", "many"])
    func odd(_ text: String) throws {
        let environment = try RuntimeEnvironment([
            "AWS_LAMBDA_RUNTIME_API": "h:1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": text,
            "AWS_LAMBDA_MAX_CONCURRENCY": text, "AWS_LAMBDA_FUNCTION_NAME": "",
        ])
        #expect(environment.memoryMegabytes == nil)
        #expect(environment.maximumConcurrency == 1)
        #expect(environment.functionName == nil)
    }

    @Test("Outside Lambda the function says how to run it, and exits with 64")
    func notInLambda() async {
        let performance = await Performance.of([], variables: ["PATH": "/bin"])
        #expect(performance.exit.exitCode == 64)
        #expect(performance.calls.isEmpty)
        #expect(
            performance.log.texts == [
                "AWS_LAMBDA_RUNTIME_API is not set: not running in Lambda; to run it locally use: "
                    + "scripts/invoke Test event.json\n"
            ]
        )
    }

    @Test("A malformed Runtime API is named, and exits with 64")
    func malformedInProcess() async {
        let performance = await Performance.of([], variables: ["AWS_LAMBDA_RUNTIME_API": "http://127.0.0.1:9001"])
        #expect(performance.exit.exitCode == 64)
        #expect(performance.log.texts.first?.hasPrefix("AWS_LAMBDA_RUNTIME_API must be a host and a port") == true)
    }

    @Test("An offer of several events at a time is noticed in the log and declined")
    func concurrency() async throws {
        var variables = Performance.variables
        variables["AWS_LAMBDA_MAX_CONCURRENCY"] = "8"
        let performance = await Performance.of([.event(), .accepted], variables: variables)
        #expect(performance.calls.count == 3)
        let expected = "Lambda offers 8 events at a time; this runtime handles one at a time."
        #expect(try performance.messages().first == expected)
    }
}
