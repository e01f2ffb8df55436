// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// Which function to call, by which way, and as whom.
struct DestinationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Call the function's URL, signed with your AWS credentials. (default: $HOURGLASS_GRANT_URL; for revoke $HOURGLASS_REVOKE_URL)",
            valueName: "url"
        )
    )
    var url: String?

    @Option(
        help: ArgumentHelp(
            "Invoke this function through Lambda's API, perhaps through the alias of an integration.",
            valueName: "name or ARN[:alias]"
        )
    )
    var function: String?

    @OptionGroup var local: LocalAWSOptions

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "With --local, speak as this user of Identity Center, or as this ARN of a session, role or user; through an integration, speak for this user.",
            valueName: "user or ARN"
        )
    )
    var speaker: String?

    func validate() throws {
        if [url != nil, function != nil, local.local].filter(\.self).count > 1 {
            throw ValidationError("--url, --function and --local exclude each other.")
        }
        if speaker != nil && function == nil && !local.local {
            throw ValidationError("--as goes with --local or --function; at a URL your AWS session says who you are.")
        }
    }

    /// Runs `body` with a connection to a function, which is called until it returns.
    ///
    /// - Throws: ``CommandFailure`` when there is nothing to call; what `body` throws.
    func withConnection<Result: Sendable>(
        to name: AccessFunctionName,
        _ body: @escaping @Sendable (FunctionConnection) async throws -> Result
    ) async throws -> Result {
        let environment = try local.environment()
        let (isLocal, speaker, function) = (local.local, speaker, function)
        let url = isLocal || function != nil ? nil : try address(of: name, environment)
        return try await Interruption.cancelling {
            if isLocal {
                return try await LocalCaller.with(name, environment: environment, speaker: speaker) { caller in
                    try await body(FunctionConnection(caller: caller))
                }
            }
            if let function {
                let client = try CallerClient.make(environment: environment)
                let caller = LambdaCaller(client: client, function: function)
                return try await body(
                    FunctionConnection(caller: caller, speaksFor: speaker)
                )
            }
            guard let url else { throw CommandFailure(message: "there is no function to call") }
            let caller = URLCaller(
                url: url,
                region: try url.region ?? CallerClient.region(environment),
                credentials: CallerClient.credentials(environment),
                transport: CallerClient.transport(environment)
            )
            return try await body(FunctionConnection(caller: caller))
        }
    }

    private func address(of name: AccessFunctionName, _ environment: [String: String]) throws -> FunctionURL {
        if let text = url ?? environment[name.urlVariable], !text.isEmpty { return try FunctionURL(text) }
        throw CommandFailure(
            message: """
                which \(name.rawValue) is meant? Set \(name.urlVariable) to its URL (an output of the stack), or use --url, \
                --function, or --local for the local AWS.
                """
        )
    }
}
