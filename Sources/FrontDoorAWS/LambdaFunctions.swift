// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FrontDoor
import JITAccess

/// Grant and Revoke by the alias of this door, and the Gateway's own queue.
struct LambdaFunctions: AccessFunctions, WorkQueue {
    let lambda: Lambda

    /// The ARNs, each with its alias.
    let functions: [AccessFunctionKind: String]

    /// The Gateway by the alias of its work.
    let workARN: String?

    func ask(
        _ function: AccessFunctionKind,
        _ event: [String: JSONValue]
    ) async throws(WorkFailure) -> FunctionReply {
        let name = function.rawValue
        guard let target = functions[function] else { throw WorkFailure("It is not known where \(name) is.") }
        let answer: Lambda.Answer
        do throws(AWSError) {
            answer = try await lambda.invoke(
                target,
                payload: Array(JSONValue.object(event).canonicalText.utf8),
                // All that is asked for has an id of its own, or changes nothing.
                isIdempotent: true
            )
        } catch {
            throw WorkFailure("\(name) could not be invoked. \(error.description)")
        }
        switch answer {
        case .failure(let failure): throw WorkFailure("\(name) failed: \(failure.kind)")
        case .payload(let payload):
            guard let reply = FunctionReply(payload: payload) else {
                throw WorkFailure("\(name) answered something that cannot be understood.")
            }
            return reply
        }
    }

    func add(_ work: JSONValue, of door: String) async throws(WorkFailure) {
        guard let workARN else { throw WorkFailure("It is not known which function this is.") }
        let payload: JSONValue = ["door": .string(door), "work": work]
        do throws(AWSError) {
            // Twice in the queue is no harm: the work may be done again anyway.
            try await lambda.enqueue(workARN, payload: Array(payload.canonicalText.utf8), isIdempotent: true)
        } catch {
            throw WorkFailure("The queue did not take it. \(error.description)")
        }
    }
}
