// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation

/// Invokes a function through Lambda's API, as systems and integrations do.
struct LambdaCaller: FunctionCaller {
    let client: AWSClient
    /// A name or an ARN, perhaps with an alias.
    let function: String

    func call(_ event: RequestEvent) async throws -> FunctionAnswer {
        let lambda = Lambda(client, region: region)
        let answer: Lambda.Answer
        do throws(AWSError) {
            answer = try await lambda.invoke(
                function,
                payload: Array(event.json),
                isIdempotent: event.isIdempotent
            )
        } catch {
            if error.kind == .cancelled { throw CancellationError() }
            if error.mayHaveTakenEffect { return .lost(error.message, event) }
            throw CommandFailure(message: "\(function) cannot be invoked: \(error.description)\(advice(error))")
        }
        switch answer {
        case .payload(let payload): return FunctionAnswer(payload: Data(payload), of: function)
        case .failure(let failure):
            let reported = try? JSONDecoder().decode(Reported.self, from: Data(failure.payload))
            let reason = [reported?.errorType, reported?.errorMessage].compactMap { $0 }.joined(separator: ": ")
            return .failed("\(function) failed (\(failure.kind)). \(reason)")
        }
    }

    /// An ARN says its region.
    private var region: String? {
        let parts = function.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count >= 7 && parts[0] == "arn" ? String(parts[3]) : nil
    }

    private func advice(_ error: AWSError) -> String {
        if error.isAccessDenied { return ". You need lambda:InvokeFunction on it." }
        if error.isNotFound { return ". Check its name and the region, \(region ?? client.region)." }
        return ""
    }

    private struct Reported: Decodable {
        var errorType: String?
        var errorMessage: String?
    }
}
