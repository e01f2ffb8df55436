// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LocalLambda

@Suite("A function's process", .timeLimit(.minutes(2)))
struct FunctionProcessTests {
    private let fixtures = Bundle.module.bundleURL.appending(path: "Fixtures")

    @Test("It gets its environment and nothing else of this process: no descriptors, signals or input")
    func isolation() async throws {
        // These would be inherited.
        let leak = open("/dev/null", O_RDONLY)
        let ignored = signal(SIGHUP, SIG_IGN)
        defer {
            close(leak)
            signal(SIGHUP, ignored)
        }
        let log = Collected<String>()
        let process = try FunctionProcess(
            executable: fixtures.appending(path: "show-process"),
            environment: ["MY_A": "1", "MY_B": "x = y", "PATH": "/usr/bin:/bin"],
            onLogLine: { log.add($0) }
        )
        #expect(await process.waitForExit() == .status(0))
        let expected = ["folder \(fixtures.path)", "arguments 0", "input ", "MY_A=1", "MY_B=x = y", "error"]
        #expect(log.all.filter { !$0.hasPrefix("Sig") && Int($0) == nil } == expected)
        // Besides the three of every process, the shell keeps its script open.
        #expect(log.all.compactMap { Int($0) }.count == 4, "open descriptors")
        let signals = log.all.filter { $0.hasPrefix("Sig") }.compactMap { UInt64($0.suffix(16), radix: 16) }
        // Signals 32 and 33 are the C library's own and out of our hands.
        #expect(signals.map { $0 & 0x7fff_ffff } == [0, 0], "blocked and ignored signals")
    }

    @Test("It starts in the folder that is given")
    func workingDirectory() async throws {
        let log = Collected<String>()
        let process = try FunctionProcess(
            executable: fixtures.appending(path: "show-process"),
            environment: ["PATH": "/usr/bin:/bin"],
            workingDirectory: URL(filePath: "/usr"),
            onLogLine: { log.add($0) }
        )
        await process.waitForExit()
        #expect(log.all.first == "folder /usr")
    }

    @Test("What cannot be launched is said with its path")
    func cannotLaunch() throws {
        let missing = fixtures.appending(path: "missing")
        #expect(throws: FunctionProcessError.notFound(path: missing.path)) {
            _ = try FunctionProcess(executable: missing, environment: [:])
        }
        #expect(throws: FunctionProcessError.notExecutable(path: fixtures.path)) {
            _ = try FunctionProcess(executable: fixtures, environment: [:])
        }
        #expect(throws: FunctionProcessError.notExecutable(path: "/etc/passwd")) {
            _ = try FunctionProcess(executable: URL(filePath: "/etc/passwd"), environment: [:])
        }
    }

    @Test("Its end is reported once, after its last log line, and killing it again does nothing")
    func end() async throws {
        let happened = Collected<String>()
        let process = try FunctionProcess(
            executable: FakeFunction.executable,
            environment: ["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1", "FAKE_INIT": "exit", "PATH": "/usr/bin:/bin"],
            onLogLine: { happened.add($0) },
            onExit: { happened.add("\($0)") }
        )
        #expect(await process.waitForExit() == .status(3))
        process.kill()
        #expect(await process.waitForExit() == .status(3))
        try await until { happened.all.count >= 2 }
        #expect(happened.all == ["about to fail", "exit status 3"])
    }

    @Test("The most memory it had is known after it was killed")
    func peakMemory() async throws {
        let log = Collected<String>()
        let process = try FunctionProcess(
            executable: FakeFunction.executable,
            environment: ["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:1", "FAKE_INIT": "hang", "PATH": "/usr/bin:/bin"],
            onLogLine: { log.add($0) }
        )
        try await until { !log.all.isEmpty }
        process.kill()
        #expect(await process.waitForExit() == .signal(SIGKILL))
        let peak = try #require(process.peakMemory)
        #expect((1 << 20...1 << 28).contains(peak))
    }

    @Test(
        "The most memory is read from the kernel's own record",
        arguments: [
            ("Name:\tGrant\nVmPeak:\t  999 kB\nVmHWM:\t    12 kB\nVmRSS:\t 10 kB\n", 12_288),
            ("Name:\tGrant\nState:\tZ (zombie)\n", nil),
            ("VmHWM:\t12 MB\n", nil),
            ("VmHWM:\n", nil),
            ("", nil),
        ] as [(String, Int?)]
    )
    func parse(status: String, expected: Int?) {
        #expect(PeakMemory.parse(status: status) == expected)
    }

    @Test(
        "An end reads as the platform writes it",
        arguments: [
            (0, ProcessExit.status(0), "exit status 0"),
            (3 << 8, .status(3), "exit status 3"),
            (255 << 8, .status(255), "exit status 255"),
            (9, .signal(9), "signal: killed"),
            (11 | 0x80, .signal(11), "signal: segmentation fault"),
        ] as [(Int32, ProcessExit, String)]
    )
    func exit(status: Int32, expected: ProcessExit, text: String) {
        #expect(ProcessExit(waitStatus: status) == expected)
        #expect(expected.description == text)
    }
}
