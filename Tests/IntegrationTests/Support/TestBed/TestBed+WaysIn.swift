// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalLambda
import Testing

/// The ways into a function, as Lambda makes them.
extension TestBed {
    enum WayIn: Sendable {
        /// The function itself.
        case direct
        /// The function's URL, called by whoever has this ARN.
        case url(String)
        /// An alias, with an event that is sent as it is.
        case alias(String)
        /// A version.
        case version(Int)

        /// The function's URL, called with a session of a user of Identity Center.
        static func session(_ user: TestUser) -> WayIn {
            .url(FunctionURLEvent.sessionARN(ofUser: user.name))
        }

        /// The invocation that Lambda makes of an event that comes this way.
        func request(_ event: Event, functionARN arn: String, requestID: String) throws -> InvocationRequest {
            let body = try JSONSerialization.data(withJSONObject: event)
            switch self {
            case .direct: return InvocationRequest(event: body, requestID: requestID, functionARN: arn)
            case .alias(let alias):
                return InvocationRequest(event: body, requestID: requestID, functionARN: "\(arn):\(alias)")
            case .version(let number):
                return InvocationRequest(event: body, requestID: requestID, functionARN: "\(arn):\(number)")
            case .url(let caller):
                return try .throughURL(
                    FunctionURLEvent(callerARN: caller, body: body),
                    functionARN: arn,
                    alias: "url",
                    requestID: requestID
                )
            }
        }
    }

    /// Sends an event to Grant or Revoke.
    func send(
        _ event: Event,
        to name: String = "Grant",
        by way: WayIn,
        lambdaRequestID: String = UUID().uuidString.lowercased()
    ) async throws -> FunctionAnswer {
        try FunctionAnswer(try await deliver(event, to: name, by: way, lambdaRequestID: lambdaRequestID))
    }

    /// What a function answers byte for byte.
    func deliver(
        _ event: Event,
        to name: String = "Grant",
        by way: WayIn,
        lambdaRequestID: String = UUID().uuidString.lowercased()
    ) async throws -> InvocationOutcome {
        let arn = Self.configuration(name, variables).arn
        let request = try way.request(event, functionARN: arn, requestID: lambdaRequestID)
        let function = name == "Grant" ? grant : revoke
        return try await function.perform(request).outcome
    }

    /// What Lambda would make of a call of the URL, for those who send it by another way.
    func envelope(_ event: Event, caller: String) throws -> Event {
        let body = try JSONSerialization.data(withJSONObject: event)
        let made = try FunctionURLEvent(callerARN: caller, body: body).json(requestID: "forged")
        return try #require(try JSONSerialization.jsonObject(with: made) as? Event)
    }
}

extension FunctionAnswer {
    /// A member of the body that is text.
    func text(_ name: String) -> String? {
        let members = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return members?[name] as? String
    }
}
