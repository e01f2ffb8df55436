// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("hourglass measure and runtime-api", .timeLimit(.minutes(2)))
struct OtherCommandTests {
    @Test("Starts and invocations are measured")
    func measure() async throws {
        try await HourglassCommand.with { command in
            let options = ["--executable", FakeFunction.executable.path, "--runs", "2", "--json"]
            let event = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
            try Data("{}".utf8).write(to: event)
            defer { try? FileManager.default.removeItem(at: event) }
            let more = ["--event", event.path, "--invocations", "3"]
            let result = try await command.run(["measure", "start", "Fake"] + options + more)
            #expect(result.status == 0)
            let found = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
            #expect(found["runs"] as? Int == 2)
            #expect(found["invocations"] as? Int == 3)
            for name in ["start_ms", "memory_at_start_mb", "invocation_ms", "memory_after_invocations_mb"] {
                let summary = try #require(found[name] as? [String: Double], "\(name)")
                #expect(try #require(summary["median"]) > 0)
            }
        }
    }

    @Test("A function that does not start cannot be measured, and says why")
    func measureFailure() async throws {
        try await HourglassCommand.with { command in
            let options = ["--executable", FakeFunction.executable.path, "--env", "FAKE_INIT=exit"]
            let result = try await command.run(["measure", "start", "Fake"] + options)
            #expect(result.status == 2)
            #expect(result.output == "")
            #expect(result.errors.contains("Fake | about to fail"))
            #expect(result.errors.contains("exit status 3"))
        }
    }

    @Test("A command of wrong usage, a version and help exist")
    func general() async throws {
        try await HourglassCommand.with { command in
            #expect(try await command.run(["measure", "start", "Fake", "--runs", "0"]).status == 64)
            let version = try await command.run(["--version"])
            #expect(version.output.hasPrefix("hourglass "))
            for arguments in [
                ["--help"], ["invoke", "--help"], ["measure", "start", "--help"], ["runtime-api", "--help"],
            ] {
                let help = try await command.run(arguments)
                #expect(help.status == 0)
                #expect(help.output.contains("Example: hourglass ") || help.output.contains("Examples:\n  hourglass "))
            }
        }
    }

    @Test("A port that is taken is reported")
    func portTaken() async throws {
        try await HourglassCommand.with { command in
            let port = try #require(command.address.split(separator: ":").last)
            let result = try await command.run(["runtime-api", "--port", "\(port)"])
            #expect(result.status == 64)
            #expect(result.errors.contains("cannot listen on 127.0.0.1 port \(port)"))
        }
    }
}
