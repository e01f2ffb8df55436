// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import LocalLambda

/// Which function to run, and with which environment.
struct FunctionOptions: ParsableArguments {
    @Argument(
        help: "The function: Grant, Revoke, Gateway or Notify.",
        completion: .list(["Grant", "Revoke", "Gateway", "Notify"])
    )
    var function: String

    @Option(
        help: ArgumentHelp("Run this executable, not the one beside hourglass.", valueName: "path"),
        completion: .file()
    )
    var executable: String?

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("Set a variable of the function's environment; repeatable.", valueName: "KEY=VALUE")
    )
    var variables: [EnvironmentVariable] = []

    @Option(help: ArgumentHelp("The memory the function is told it has, in MB.", valueName: "MB"))
    var memory: Int = 128

    @Option(
        help: ArgumentHelp(
            "Where the local AWS is described. (default: env in $HOURGLASS_LOCAL_AWS_DIR, or in .local-aws of the repository)",
            valueName: "path"
        )
    )
    var localEnv: String?

    @Flag(help: "Use your own AWS environment, credentials and endpoints, not the local AWS.")
    var aws = false

    func validate() throws {
        if aws && localEnv != nil { throw ValidationError("--aws and --local-env exclude each other.") }
        if !(128...10_240).contains(memory) { throw ValidationError("--memory must be 128 to 10240 MB.") }
    }

    /// Finds the executable and the AWS to use, and says which AWS account is about to be touched.
    func configuration() async throws -> FunctionConfiguration {
        let executable = try ExecutableLocator.find(function, given: executable)
        var environment = try await awsEnvironment()
        environment["POLICY_FILE"] = PolicyLocation.path(own: ProcessInfo.processInfo.environment)
        for variable in variables { environment[variable.name] = variable.value }
        return FunctionConfiguration(
            name: function,
            executable: executable,
            memorySize: memory,
            environment: environment
        )
    }

    private func awsEnvironment() async throws -> [String: String] {
        let own = ProcessInfo.processInfo.environment
        if aws {
            let caller = try CallerAWS.resolve(environment: own, run: AWSCommandLine.run)
            Terminal.note("Using \(caller.summary).")
            return caller.variables
        }
        return try LocalAWS.environment(given: localEnv, own: own)
    }
}

/// A `KEY=VALUE` argument.
struct EnvironmentVariable: ExpressibleByArgument, Equatable {
    let name: String
    let value: String

    init?(argument: String) {
        guard let separator = argument.firstIndex(of: "="), separator != argument.startIndex else { return nil }
        name = String(argument[..<separator])
        value = String(argument[argument.index(after: separator)...])
    }
}
