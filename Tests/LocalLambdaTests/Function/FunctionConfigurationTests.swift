// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LocalLambda

@Suite("The environment of a function")
struct FunctionConfigurationTests {
    @Test("It is what the platform sets and what the function is configured with")
    func environment() {
        let configuration = FunctionConfiguration(
            name: "Grant",
            executable: URL(filePath: "/build/debug/Grant"),
            handler: "grant",
            memorySize: 256,
            environment: ["STATE_TABLE": "jit-access-state"]
        )
        let expected = [
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_FUNCTION_NAME": "Grant",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/Grant",
            "AWS_LAMBDA_LOG_STREAM_NAME": "stream",
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001",
            "AWS_REGION": "us-east-1",
            "LAMBDA_RUNTIME_DIR": "/var/runtime",
            "LAMBDA_TASK_ROOT": "/build/debug",
            "LANG": "en_US.UTF-8",
            "PATH": "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
            "STATE_TABLE": "jit-access-state",
            "TZ": ":UTC",
            "_HANDLER": "grant",
        ]
        #expect(configuration.processEnvironment(runtimeAPI: "127.0.0.1:9001", logStream: "stream") == expected)
    }

    @Test("What is configured replaces the platform's values, except where the Runtime API is")
    func replaced() {
        var configuration = FakeFunction.configuration()
        configuration.environment = ["AWS_REGION": "eu-west-1", "TZ": "CET", "AWS_LAMBDA_RUNTIME_API": "elsewhere"]
        let environment = configuration.processEnvironment(runtimeAPI: "127.0.0.1:9001", logStream: "")
        #expect(environment["AWS_REGION"] == "eu-west-1")
        #expect(environment["AWS_DEFAULT_REGION"] == "eu-west-1")
        #expect(environment["TZ"] == "CET")
        #expect(environment["AWS_LAMBDA_RUNTIME_API"] == "127.0.0.1:9001")
        #expect(configuration.arn == "arn:aws:lambda:eu-west-1:123456789012:function:Fake")
    }

    @Test("A log stream is named by the day in UTC and by the process")
    func logStream() throws {
        let id = try #require(UUID(uuidString: "B0C4A9A2-3C5D-4E6F-8A9B-0C1D2E3F4A5B"))
        let date = Date(timeIntervalSince1970: 1_767_225_599)
        let name = FunctionConfiguration.logStream(date: date, id: id)
        #expect(name == "2025/12/31/[$LATEST]b0c4a9a23c5d4e6f8a9b0c1d2e3f4a5b")
    }

    @Test("The process really gets it")
    func process() async throws {
        let configuration = FakeFunction.configuration(environment: ["STATE_TABLE": "jit-access-state"])
        let outcome = try await LocalFunction.with(configuration) { try await $0.invoke(Data(#"{"do":"describe"}"#)) }
        guard case .success(let body) = outcome else { throw Unexpected() }
        let told = try JSONDecoder().decode(FunctionDescription.self, from: body)
        #expect(told.environment["STATE_TABLE"] == "jit-access-state")
        #expect(told.environment["AWS_LAMBDA_FUNCTION_NAME"] == "Fake")
        #expect(told.environment["HOME"] == nil)
        #expect(told.folder == told.environment["LAMBDA_TASK_ROOT"])
        #expect(told.folder == FakeFunction.executable.deletingLastPathComponent().path)
    }
}
