// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite("A credential process that fails")
struct CredentialProcessFailureTests {
    private let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
    }

    private func message(_ command: String, timeout: Duration = .seconds(20)) async -> String {
        let process = CredentialProcess(
            command: command,
            profile: "ada",
            environment: home.environment,
            timeout: timeout
        )
        let error = await #expect(throws: CredentialsError.self) { try await process.credentials() }
        return error?.message ?? ""
    }

    @Test("Its status is told; its output and its arguments are not shown")
    func status() async throws {
        let script = try home.script("echo s3cr3t; exit 7")
        let message = await message("\(script) --password s3cr3t")
        #expect(message.hasPrefix("The credential_process of profile 'ada' (/bin/sh) ended with status 7;"))
        #expect(!message.contains("s3cr3t"))
    }

    @Test("A signal is told")
    func signal() async throws {
        #expect(await message(try home.script("kill -TERM $$")).contains("was ended by signal 15."))
    }

    @Test("A program that is not there or cannot be run is told with the system's words")
    func cannotRun() async throws {
        let file = try home.write("", to: "file")
        #expect(await message("\(home.path)/nothing x").contains("cannot be run: No such file or directory."))
        #expect(await message("no-such-program-anywhere").contains("cannot be run: No such file or directory."))
        #expect(await message(file).contains("cannot be run: Permission denied."))
    }

    @Test("A command line that is empty or has an open quote is not run", arguments: ["", "   ", "get 'x", "get \\"])
    func malformed(command: String) async {
        let message = await message(command)
        #expect(message.contains("profile 'ada' is empty, or a quote in it is not closed"))
    }

    @Test("One that does not end in time is ended")
    func timeout() async throws {
        let started = ContinuousClock.now
        #expect(await message("sleep 30", timeout: .milliseconds(20)).contains("was stopped after 0 seconds."))
        #expect(ContinuousClock.now - started < .seconds(10))
    }

    @Test("One that closes its output and goes on is ended in time too")
    func closedOutput() async throws {
        let script = try home.script("exec >&-; exec sleep 30")
        #expect(await message(script, timeout: .milliseconds(50)).contains("was stopped after"))
    }

    @Test("One that leaves a child behind is not waited for longer than itself")
    func orphan() async throws {
        let script = try home.script(
            #"""
            sleep 30 &
            echo $! > "$HOME/pid"
            echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s"}'
            """#
        )
        let process = CredentialProcess(command: script, profile: "ada", environment: home.environment)
        let started = ContinuousClock.now
        #expect(try await process.credentials().accessKeyID == "A")
        #expect(ContinuousClock.now - started < .seconds(10))
        kill(try processID(), SIGKILL)
    }

    @Test("One that prints without end is ended")
    func flood() async throws {
        #expect(await message("yes s3cr3t").contains("printed more than 65536 bytes."))
        #expect(await !message("yes s3cr3t").contains("yes s3cr3t"))
    }

    @Test("One that prints as much as is allowed is read to the end")
    func largest() async throws {
        let script = try home.script(
            #"""
            head -c 65000 /dev/zero | tr '\0' ' '
            echo '{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s"}'
            """#
        )
        let process = CredentialProcess(command: script, profile: "ada", environment: home.environment)
        #expect(try await process.credentials().accessKeyID == "A")
    }

    @Test("Cancelling the task ends even one that ignores polite requests, and leaves nothing of it")
    func cancellation() async throws {
        let script = try home.script(
            #"trap '' TERM INT HUP; echo $$ > "$HOME/new"; mv "$HOME/new" "$HOME/pid"; exec sleep 30"#
        )
        let process = CredentialProcess(command: script, profile: "ada", environment: home.environment)
        let task = Task { try? await process.credentials() }
        while !home.contains("pid") { try await Task.sleep(for: .milliseconds(5)) }
        let started = ContinuousClock.now
        task.cancel()
        #expect(await task.value == nil)
        #expect(ContinuousClock.now - started < .seconds(10))
        // Not even a zombie: a process that has not been waited for still has its number.
        #expect(kill(try processID(), 0) == -1 && errno == ESRCH)
    }

    private func processID() throws -> pid_t {
        let text = try String(contentsOf: home.url.appending(path: "pid"), encoding: .utf8)
        return try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }
}
