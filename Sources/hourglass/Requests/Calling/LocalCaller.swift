// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import LocalLambda

/// Runs the function on this machine, against the local AWS.
struct LocalCaller: FunctionCaller {
    let function: LocalFunction
    let name: AccessFunctionName
    /// The user of Identity Center, or the ARN of another caller, who calls its URL; nil invokes the function directly.
    let speaker: String?
    let functionARN: String

    /// Starts the function for `body` and stops it afterwards.
    static func with<Result: Sendable>(
        _ name: AccessFunctionName,
        environment: [String: String],
        speaker: String?,
        _ body: @Sendable (LocalCaller) async throws -> Result
    ) async throws -> Result {
        let policy = PolicyLocation.path(own: ProcessInfo.processInfo.environment)
        let configuration = FunctionConfiguration(
            name: name.rawValue,
            executable: try ExecutableLocator.find(name.rawValue, given: nil),
            environment: environment.merging(policy.map { ["POLICY_FILE": $0] } ?? [:]) { $1 }
        )
        return try await LocalFunction.with(configuration) { function in
            try await body(
                LocalCaller(function: function, name: name, speaker: speaker, functionARN: configuration.arn)
            )
        }
    }

    func call(_ event: RequestEvent) async throws -> FunctionAnswer {
        let request = try request(event)
        let report = try await function.perform(request)
        if case .success(let payload) = report.outcome { return FunctionAnswer(payload: payload, of: name.rawValue) }
        // What went wrong is in its log, which is of no interest otherwise.
        for line in report.log { Terminal.log(line, of: name.rawValue) }
        let error = report.outcome.error(requestID: request.requestID)
        return .failed("\(name.rawValue) failed: \(error?.message ?? "no answer")")
    }

    private func request(_ event: RequestEvent) throws -> InvocationRequest {
        guard let speaker else { return InvocationRequest(event: event.json) }
        let callerARN = speaker.hasPrefix("arn:") ? speaker : FunctionURLEvent.sessionARN(ofUser: speaker)
        return try .throughURL(
            FunctionURLEvent(callerARN: callerARN, body: event.json),
            functionARN: functionARN,
            alias: Channel.functionURLAlias
        )
    }
}
