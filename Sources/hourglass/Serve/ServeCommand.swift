// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import LocalLambda

/// `hourglass serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run Grant, Revoke and the Gateway on this machine, so that they can invoke each other.",
        discussion: """
            Serves Lambda's Invoke operation on 127.0.0.1, with aliases and with the queue of asynchronous invocations, \
            and the Gateway's URL, which scripts/local-slack calls. It runs until you stop it with Ctrl-C.

            Example: hourglass serve --env SLACK_API_URL=http://127.0.0.1:9003
            """
    )

    private static let functions = ["Grant", "Revoke", "Gateway"]

    @Option(help: "The port on 127.0.0.1; 0 takes any that is free.")
    var port: UInt16 = 9002

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("Set a variable of the functions' environment; repeatable.", valueName: "KEY=VALUE")
    )
    var variables: [EnvironmentVariable] = []

    @Option(help: ArgumentHelp("Where the local AWS is described.", valueName: "path"))
    var localEnv: String?

    @Flag(help: "Do not show the functions' logs.")
    var quiet = false

    func run() async throws {
        let own = ProcessInfo.processInfo.environment
        var environment = try LocalAWS.environment(given: localEnv, own: own)
        environment["POLICY_FILE"] = PolicyLocation.path(own: own)
        for variable in variables { environment[variable.name] = variable.value }
        // The functions find each other here.
        environment["AWS_ENDPOINT_URL_LAMBDA"] = "http://127.0.0.1:\(port)"
        guard port > 0 else { throw CommandFailure(message: "--port must be one that the functions can be told") }
        let settings = environment
        try await Interruption.cancelling { try await serve(settings) }
    }

    private func serve(_ environment: [String: String]) async throws {
        let api = LocalInvokeAPI { failure in
            Terminal.note("\(failure.function) failed at every try: \(failure.message)")
        }
        var running: [LocalFunction] = []
        do {
            for name in Self.functions {
                let configuration = FunctionConfiguration(
                    name: name,
                    executable: try ExecutableLocator.find(name, given: nil),
                    environment: environment
                )
                let isQuiet = quiet
                let function = LocalFunction(configuration) { line in
                    if !isQuiet { Terminal.log(line, of: name) }
                }
                running.append(function)
                await api.add(function, named: name, arn: configuration.arn)
            }
            let url = try await api.start(port: port)
            Terminal.note("Lambda's Invoke is at \(url), the Gateway's URL at \(url)/url/Gateway")
            while true { try await Task.sleep(for: .seconds(3600)) }
        } catch {
            await api.stop()
            for function in running { await function.stop() }
            throw error
        }
    }
}
