// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalLambda

/// The built `hourglass`, run as people run it.
struct HourglassCommand {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    /// Where the local AWS listens.
    let address: String
    private let folder: URL

    /// Runs a test with a folder that has a local AWS: an address at which somebody listens is enough.
    static func with(_ body: (HourglassCommand) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let file = folder.appending(path: ".local-aws/env")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let localAWS = LocalRuntimeAPI()
        let address = try await localAWS.start()
        try Data("AWS_ENDPOINT_URL=http://\(address)\nSTATE_TABLE=local".utf8).write(to: file)
        let result: Swift.Result<Void, any Error>
        do {
            result = .success(try await body(HourglassCommand(address: address, folder: folder)))
        } catch {
            result = .failure(error)
        }
        await localAWS.stop()
        try? FileManager.default.removeItem(at: folder)
        try result.get()
    }

    /// Invokes the fake function.
    func invoke(
        _ event: String,
        _ options: String...,
        environment: [String: String] = [:]
    ) async throws -> Result {
        let arguments = ["invoke", "Fake", "-", "--executable", FakeFunction.executable.path] + options
        return try await run(arguments, input: event, environment: environment)
    }

    func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) async throws -> Result {
        let (output, errors, status) = (Pipe(), Pipe(), AsyncStream<Int32>.makeStream())
        let process = Process()
        process.executableURL = Bundle.module.bundleURL.deletingLastPathComponent().appending(path: "hourglass")
        process.arguments = arguments
        process.environment = Self.ownEnvironment.merging(environment) { $1 }
        process.currentDirectoryURL = folder
        let stdin = Pipe()
        (process.standardInput, process.standardOutput, process.standardError) = (stdin, output, errors)
        process.terminationHandler = { status.continuation.yield($0.terminationStatus) }
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        var code: Int32 = -1
        for await value in status.stream {
            code = value
            break
        }
        // What the tests let it write fits into the pipes.
        return Result(status: code, output: try text(output), errors: try text(errors))
    }

    /// Little, but what `scripts/test --sanitize` tells the sanitizers, which are in the command, too.
    private static var ownEnvironment: [String: String] {
        let inherited = ["ASAN_OPTIONS", "TSAN_OPTIONS"]
        var variables = ProcessInfo.processInfo.environment.filter { inherited.contains($0.key) }
        variables["PATH"] = "/usr/bin:/bin"
        return variables
    }

    private func text(_ pipe: Pipe) throws -> String {
        String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    }
}
